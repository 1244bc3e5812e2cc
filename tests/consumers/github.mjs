// Takes each command apart as GitHub's runner does and lets GitHub's own library write it again.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [tools, report] = process.argv.slice(2);
const core = await import(pathToFileURL(`${tools}/node_modules/@actions/core/lib/core.js`));
const data = text => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
const property = text => data(text.replaceAll('%3A', ':').replaceAll('%2C', ','));

const lines = readFileSync(report, 'utf8').split('\n').filter(line => line.startsWith('::'));
const written = [];
const print = process.stdout.write.bind(process.stdout);
process.stdout.write = text => written.push(text);
const names = { line: 'startLine', col: 'startColumn' };
for (const line of lines) {
  const [, command, properties, message] = /^::([a-z]+) ([^:]*)::(.*)$/.exec(line);
  const pairs = properties.split(',').map(pair => pair.split('='));
  const annotation = Object.fromEntries(pairs.map(([key, value]) => [names[key] ?? key, property(value)]));
  core[command](data(message), annotation);
}
process.stdout.write = print;
const wrong = lines.filter((line, index) => `${line}\n` !== written[index]);
console.log(`${lines.length} commands, ${wrong.length} written otherwise`);
process.exit(wrong.length === 0 && lines.length > 0 ? 0 : 1);
