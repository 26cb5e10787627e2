import { defineConfig, type UserConfig } from 'tsdown';

/** The build of every published package: ESM, types by isolated declarations, dependencies and peers left outside. */
export function library({ entry }: { entry: string[] }): UserConfig {
  return defineConfig({
    entry,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    dts: { sourcemap: true },
    sourcemap: true,
    clean: true,
    unbundle: true,
    outExtensions: () => ({ js: '.js', dts: '.d.ts' }),
    external: [/^node:/, /^@tensorflow\//, /^@vaekit\//],
  }) as UserConfig;
}
