import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const script = (name) => fileURLToPath(new URL(`./python/${name}`, import.meta.url));

/** The Python to use: `VAEKIT_PYTHON`, or `python3`. */
export const python = () => process.env.VAEKIT_PYTHON ?? 'python3';

/** Why a module cannot be used, or `undefined` if it can. */
export function missingModule(module) {
  const { status, error } = spawnSync(python(), ['-c', `import ${module}`], { encoding: 'utf8' });
  if (error !== undefined) {
    return `there is no ${python()} here; name one in VAEKIT_PYTHON`;
  }
  return status === 0 ? undefined : `${python()} has no ${module}; name one that has in VAEKIT_PYTHON`;
}

/** One way of running a contender that is written in Python. */
export const inPython = (file, label, options, env) => ({
  label,
  command: python(),
  args: [script(file), JSON.stringify(options)],
  env: { PYTHONDONTWRITEBYTECODE: '1', ...env },
});
