// What a bundler makes of an import of such a file: its address.
declare module '*.wasm' {
  const address: string;
  export default address;
}
