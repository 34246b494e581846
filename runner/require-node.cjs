/*
 * Speaks before a .ts file can fail: `node -r ./runner/require-node.cjs runner/cli.ts`.
 *
 * npm scripts run on the Node that is pinned in package.json. Where that is missing, the machine's own Node takes its
 * place, and one that is too old would end with a stack trace about TypeScript. Here it ends with one sentence.
 *
 * Plain JavaScript of 2017, as CommonJS, behind --require: Node before 18.18 refuses the flag --import itself. No
 * script that starts the program either: `import.meta.main` would be false in it.
 */
'use strict';

// The same in environment.ts, for --node.
var oldest = [26, 6];

var version = process.versions.node;
var parts = version.split('.').map(Number);
if (parts[0] < oldest[0] || (parts[0] === oldest[0] && parts[1] < oldest[1])) {
  process.stderr.write(
    'echobench needs Node ' +
      oldest.join('.') +
      ' or newer, and this is ' +
      version +
      ' (' +
      process.execPath +
      '): run `npm ci`, which brings the pinned 26.10.0 unless it is told to --omit=optional or --ignore-optional\n',
  );
  process.exit(1);
}

// The runner's own modules, compiled once: without it, `npm run list` would spend half of its time on types.
// In the checkout, where it can be written; by itself Node would leave a folder in the temporary one.
var path = require('node:path');
require('node:module').enableCompileCache(path.join(__dirname, '..', 'node_modules', '.cache', 'echobench', 'runner'));
