// The page stays free to scroll and to answer while the worker trains.
const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
worker.onmessage = ({ data }) => {
  document.querySelector("#result").textContent = JSON.stringify(data, null, 2);
};
