export default {
  mode: "production",
  entry: "./show.js",
  // Modules that await at their top level need a module as output.
  output: { filename: "main.js", module: true },
  experiments: { outputModule: true },
};
