/**
 * The addresses of the binaries in a bundled page. Vite, webpack and Parcel see `new URL('…', import.meta.url)`, copy the file of the
 * installed package to their output, and put its address here.
 */
const found = (): Readonly<Record<string, URL>> => ({
  'tfjs-backend-wasm.wasm': new URL('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm', import.meta.url),
  'tfjs-backend-wasm-simd.wasm': new URL('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm', import.meta.url),
  'tfjs-backend-wasm-threaded-simd.wasm': new URL(
    '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm',
    import.meta.url,
  ),
});

/**
 * Without a bundler, and in the development server of Vite, the name of the package is taken for a folder beside this module. In
 * `node_modules` the two packages lie beside each other.
 */
export function besidePackage(href: string): string {
  return href.replace('/@vaekit/wasm/dist/@tensorflow/', '/@tensorflow/');
}

/** The address of each binary by its name; `undefined` where no bundler has put them there. */
export function bundledBinaries(): Record<string, string> | undefined {
  const here: string | undefined = import.meta.url;
  // A script that esbuild has made no module has no address.
  if (here === undefined) return undefined;
  const entries = Object.entries(found()).map(([name, { href }]) => [name, besidePackage(href)] as const);
  // What nobody has replaced still names the package. The same text in two parts: no bundler sees it.
  const untouched = entries.some(
    ([name, href]) => href === new URL(['@tensorflow/tfjs-backend-wasm/dist', name].join('/'), here).href,
  );
  return untouched ? undefined : Object.fromEntries(entries);
}
