import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const ANSWER_LIMIT = 15 * 60_000;
const canPause = process.platform !== 'win32';
const running = new Set();

// A stopped process does not notice that its parent is gone.
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => process.exit(1));
}

/**
 * Starts the process of one contender. Between its turns it is stopped by a signal, not merely left alone: the threads of ONNX Runtime
 * and of OpenMP look for new work in a busy loop for a while after they have finished, and would take the cores from whoever is measured
 * next. Where there is no such signal, a pause lets them fall asleep.
 */
export function startPeer({ command, args, env = {} }) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  running.add(child);
  let errors = '';
  let waiting;
  const settle = (how, value) => {
    const { [how]: done } = waiting ?? {};
    clearTimeout(waiting?.timer);
    waiting = undefined;
    done?.(value);
  };
  const lost = (why) => settle('reject', new Error(`${why}${errors === '' ? '' : `: ${errors.trim().slice(-1500)}`}`));
  child.stderr.setEncoding('utf8').on('data', (text) => (errors = (errors + text).slice(-20_000)));
  child.stdin.on('error', () => {});
  child.on('error', (error) => lost(`${command} could not be started (${error.message})`));
  child.on('exit', (code, signal) => {
    running.delete(child);
    lost(`the process ended (${signal ?? `code ${code}`})`);
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (!line.startsWith('{')) {
      return;
    }
    const answer = JSON.parse(line);
    if (answer.error === undefined) {
      settle('resolve', answer);
    } else {
      settle('reject', new Error(answer.error));
    }
  });

  return {
    ask: (what, request = {}) =>
      new Promise((resolve, reject) => {
        if (!running.has(child)) {
          reject(new Error(`the process is gone: ${errors.trim().slice(-1500)}`));
          return;
        }
        const timer = setTimeout(() => lost(`no answer to '${what}' in ${ANSWER_LIMIT / 60_000} minutes`), ANSWER_LIMIT);
        waiting = { resolve, reject, timer };
        child.stdin.write(`${JSON.stringify({ ask: what, ...request })}\n`);
      }),
    async rest() {
      if (canPause) {
        child.kill('SIGSTOP');
      }
      await new Promise((resolve) => setTimeout(resolve, canPause ? 20 : 300));
    },
    wake() {
      if (canPause) {
        child.kill('SIGCONT');
      }
    },
    kill() {
      child.removeAllListeners('exit');
      running.delete(child);
      child.kill('SIGKILL');
    },
  };
}
