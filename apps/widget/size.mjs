// Prints how much a customer's browser downloads, and fails when it is more than promised.
import { readFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const budgets = [
  { what: 'loader (on every page of the site)', files: ['loader.js'], maxKb: 10 },
  { what: 'everything for a call', files: ['loader.js', 'widget.js'], maxKb: 60 },
];

let tooBig = false;
for (const { what, files, maxKb } of budgets) {
  let raw = 0;
  let gzip = 0;
  let brotli = 0;
  for (const file of files) {
    let content;
    try {
      content = readFileSync(new URL(`./dist/app/${file}`, import.meta.url));
    } catch {
      console.error(`dist/app/${file} is missing: run "npm run build -w apps/widget" first.`);
      process.exit(1);
    }
    raw += content.length;
    gzip += gzipSync(content, { level: 9 }).length;
    brotli += brotliCompressSync(content).length;
  }
  const over = gzip > maxKb * 1024;
  tooBig ||= over;
  const kb = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;
  console.log(`${over ? 'TOO BIG' : 'ok'}  ${what}: ${kb(gzip)} gzip of ${maxKb} KB (${kb(raw)} raw, ${kb(brotli)} brotli)`);
}
process.exit(tooBig ? 1 : 0);
