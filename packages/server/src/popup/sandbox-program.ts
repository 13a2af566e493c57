/**
 * What the sandbox's thread runs: each call in a QuickJS runtime of its own, so that nothing is left of it. A string, because the server
 * runs from TypeScript in tests and from JavaScript in production.
 *
 * Two styles of source are taken: one function (declared, anonymous or an arrow; also after declarations of its own), or the body of one
 * with `return`. So it is read first as an expression; if that is a function, it is called. Else as a body; if that gives nothing, the
 * function that was declared last in it is called. In each the source begins on line 2, which is how lines of errors are counted back.
 */
export const sandboxProgram = `
const { parentPort, workerData } = require('node:worker_threads');
const { newQuickJSWASMModuleFromVariant, newVariant, RELEASE_SYNC } = require(workerData.quickjs);

const page = 65536;
// What the interpreter's program needs to begin with; it refuses less.
const ownPages = 256;

/**
 * An interpreter whose memory can't grow, with exactly so much of it free: its own limit counts pieces instead of bytes in WebAssembly (no
 * malloc_usable_size there), so a hundred large arrays would be nothing. The rest of the memory is taken and kept.
 */
async function load(memoryBytes) {
  const pages = ownPages + Math.ceil(memoryBytes / page);
  const wasmMemory = new WebAssembly.Memory({ initial: ownPages, maximum: pages });
  const QuickJS = await newQuickJSWASMModuleFromVariant(newVariant(RELEASE_SYNC, { wasmMemory }));
  const { _malloc: take, _free: give } = QuickJS.module;
  const blocks = [];
  for (let block = take(page - 64); block !== 0; block = take(page - 64)) blocks.push(block);
  // The function's share in one piece: a large array needs that.
  for (const block of blocks.sort((a, b) => a - b).slice(0, Math.ceil(memoryBytes / page))) give(block);
  const isFull = () => {
    const block = take(page);
    if (block !== 0) give(block);
    return block === 0;
  };
  return { QuickJS, isFull };
}

const prelude = \`
(function (variables, logs) {
  var values = JSON.parse(variables);
  for (var name in values) globalThis[name] = values[name];
  var room = 50;
  var text = JSON.stringify;
  globalThis.console = {};
  ['log', 'info', 'warn', 'error', 'debug'].forEach(function (level) {
    console[level] = function () {
      if (room-- <= 0) return;
      var words = [].map.call(arguments, function (one) {
        // Something that can't be written down must not cost the popup.
        try { return typeof one === 'string' ? one : text(one) || String(one); } catch (error) { return Object.prototype.toString.call(one); }
      });
      logs(words.join(' ').slice(0, 500));
    };
  });
})\`;
const asText = \`(function (stringify, value) {
  if (value instanceof Promise) throw new TypeError('the result is a promise: the function must not be async, nothing here can be waited for');
  var text = value === undefined ? 'null' : stringify(value);
  if (typeof text !== 'string') throw new TypeError('the result is no object');
  if (text.length > 64000) throw new RangeError('the result is larger than 64,000 characters');
  return text;
})\`;

class Thrown extends Error {
  constructor(dumped) { super('thrown'); this.dumped = dumped; }
}

function run({ QuickJS, isFull }, { source, variables, limits }) {
  const runtime = QuickJS.newRuntime();
  runtime.setMaxStackSize(limits.stackBytes);
  const deadline = Date.now() + limits.deadlineMs;
  // Asked every some thousand steps. A busy machine that lets the thread stand still is not the function's fault: time counts with steps.
  let steps = 0;
  let stopped = false;
  runtime.setInterruptHandler(() => {
    steps += 1;
    const now = Date.now();
    stopped = stopped || (now > deadline && (steps > 100 || now > deadline + 4 * limits.deadlineMs));
    return stopped;
  });
  const context = runtime.newContext();
  const logs = [];
  const handles = [];
  const own = (handle) => { handles.push(handle); return handle; };
  const unwrap = (result) => {
    if (result.error === undefined) return own(result.value);
    const dumped = context.dump(own(result.error));
    throw new Thrown(dumped);
  };
  const evaluate = (code, file = 'popup.js') => unwrap(context.evalCode(code, file));
  const call = (handle, ...args) => unwrap(context.callFunction(handle, context.undefined, ...args));
  try {
    const stringify = evaluate('JSON.stringify', 'centralino.js');
    const log = own(context.newFunction('log', (line) => { logs.push(context.getString(line)); }));
    call(evaluate(prelude, 'centralino.js'), own(context.newString(variables)), log);
    const toText = evaluate(asText, 'centralino.js');
    const body = source.replace(/[;\\s]+$/, '');
    let value;
    let wasExpression = true;
    try {
      value = evaluate('(\\n' + body + '\\n)');
    } catch (error) {
      if (!(error instanceof Thrown) || !error.dumped || error.dumped.name !== 'SyntaxError') throw error;
      wasExpression = false;
    }
    if (wasExpression) {
      if (context.typeof(value) === 'function') value = call(value);
    } else {
      value = evaluate('(function () {\\n' + source + '\\n})()');
      if (context.typeof(value) === 'undefined') {
        const declared = [...source.matchAll(/^function\\s+([A-Za-z_$][\\w$]*)/gm)].at(-1);
        if (declared) value = evaluate('(function () {\\n' + source + '\\n;return ' + declared[1] + '();})()');
      }
    }
    return { json: context.getString(call(toText, stringify, value)), logs };
  } catch (error) {
    const dumped = error instanceof Thrown ? error.dumped : { name: 'InternalError', message: String(error && error.message) };
    // There was not even room for the error: it throws null then.
    if (dumped === null && isFull()) return { error: { name: 'InternalError', message: 'out of memory', line: null, expired: stopped }, logs };
    const known = typeof dumped === 'object' && dumped !== null ? dumped : { name: 'Error', message: String(dumped) };
    const at = /popup\\.js:(\\d+)/.exec(String(known.stack || ''));
    return {
      error: {
        name: String(known.name || 'Error').slice(0, 100),
        message: String(known.message === undefined ? JSON.stringify(known) : known.message).slice(0, 500),
        line: at === null ? null : Math.max(1, Number(at[1]) - 1),
        expired: stopped,
      },
      logs,
    };
  } finally {
    for (const handle of handles.reverse()) if (handle.alive) handle.dispose();
    context.dispose();
    runtime.dispose();
  }
}

load(workerData.memoryBytes).then((loaded) => {
  parentPort.on('message', (asked) => {
    parentPort.postMessage({ id: asked.id, ...run(loaded, asked) });
  });
  parentPort.postMessage({ ready: true });
});
`;
