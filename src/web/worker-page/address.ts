/** What is wrong with an address, as the texts call it. */
export type AddressProblem = "badAddress" | "secretInAddress" | "onlySecure";

/**
 * The address of a server as it was typed: ws:// or wss://, a host and a port.
 * @param protocol by which the page came: one that came by https may open no ws://, but to its own machine
 */
export function checkAddress(
  typed: string,
  protocol: string,
): { readonly href: string } | { readonly wrong: AddressProblem } {
  let url: URL;
  try {
    url = new URL(typed.trim());
  } catch {
    return { wrong: "badAddress" };
  }
  if (!["ws:", "wss:"].includes(url.protocol) || url.hostname === "") return { wrong: "badAddress" };
  if (url.username !== "" || url.password !== "") return { wrong: "secretInAddress" };
  const isHere = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  if (protocol === "https:" && url.protocol === "ws:" && !isHere) return { wrong: "onlySecure" };
  return { href: url.href };
}
