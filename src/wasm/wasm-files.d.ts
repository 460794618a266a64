/** What workerd makes of an imported file. */
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
