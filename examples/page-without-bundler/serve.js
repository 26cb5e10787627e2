// `npm start`: serves this folder, and node_modules beside it, to this machine alone.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const types = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};
const page = fileURLToPath(new URL('.', import.meta.url));
const packages =
  [resolve(page, 'node_modules'), resolve(page, '..', 'node_modules')].find((folder) => existsSync(folder)) ?? page;

/** The file that an address names; none outside the two folders. */
function fileOf(address) {
  const path = decodeURIComponent(new URL(address, 'http://localhost').pathname);
  const [folder, rest] = path.startsWith('/node_modules/')
    ? [packages, path.slice('/node_modules/'.length)]
    : [page, path.slice(1)];
  const file = resolve(folder, rest === '' ? 'index.html' : rest);
  return file.startsWith(resolve(folder) + sep) && statSync(file, { throwIfNoEntry: false })?.isFile() ? file : undefined;
}

const server = createServer((request, response) => {
  let file;
  try {
    file = fileOf(request.url ?? '/');
  } catch {
    // An address that cannot be decoded names no file.
  }
  if (file === undefined) return response.writeHead(404, { 'content-type': 'text/plain' }).end('not here\n');
  response.writeHead(200, {
    'content-type': `${types[extname(file)] ?? 'application/octet-stream'}`,
    'cache-control': 'no-cache',
  });
  return createReadStream(file).pipe(response);
});

server.listen(Number(process.env.PORT ?? 8080), '127.0.0.1', () => {
  const address = server.address();
  console.log(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`);
});
