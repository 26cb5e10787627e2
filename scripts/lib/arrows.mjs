import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { packages, root } from './workspace.mjs';

const isTest = (file) => /[.]test(-helper)?[.]ts$/.test(file);
const npmScope = '@vaekit/';
const internalScope = '@vaekit-internal/';

/**
 * Everything in the tree at `base` that runs against the arrows, one sentence each; empty when all is well. The dependency graph is
 * checked by dependency-cruiser with the rules of `.dependency-cruiser.cjs`; here, what those rules cannot express.
 */
export function arrowViolations(base = root) {
  const arrows = JSON.parse(readFileSync(join(root, 'scripts', 'lib', 'arrows.json'), 'utf8'));
  const graph = cruise(base);
  return [
    ...graph.violations,
    ...importsByWord(graph.modules),
    ...mainEntriesWithoutNode(graph.modules, arrows),
    ...entriesWithoutEngine(graph.modules, arrows),
    ...manifestsAgree(base, arrows, graph.modules),
  ].toSorted();
}

function cruise(base) {
  const folders = ['packages', 'benchmarks', 'examples', 'reproductions', 'testing'].filter((folder) =>
    existsSync(join(base, folder)),
  );
  const cli = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
  const result = spawnSync(
    process.execPath,
    [cli, '--config', join(root, '.dependency-cruiser.cjs'), '--output-type', 'json', ...folders],
    { cwd: base, encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  if (!result.stdout?.startsWith('{'))
    throw new Error(`dependency-cruiser did not run:\n${result.stdout ?? ''}${result.stderr ?? ''}`);
  const { modules, summary } = JSON.parse(result.stdout);
  const comments = new Map(summary.ruleSetUsed.forbidden.map((rule) => [rule.name, rule.comment]));
  const violations = summary.violations.map(({ from, to, rule, cycle }) => {
    const way = cycle ? cycle.map((step) => step.name ?? step).join(' → ') : to;
    return `${rule.name}: ${from} → ${way} (${comments.get(rule.name)})`;
  });
  return { modules, violations };
}

/** Rules about the words between the quotes. */
function importsByWord(modules) {
  const found = [];
  for (const { source, dependencies } of modules) {
    const home = /^packages\/[^/]+\//.exec(source)?.[0];
    for (const { module, resolved } of dependencies) {
      // A binary is no code: of it there is no second copy.
      if (/^@tensorflow\/[^/]+\/./.test(module) && !module.endsWith('.wasm')) {
        found.push(
          `engine-paths: ${source} → ${module} (a path inside an engine package brings a second copy of it; import the package)`,
        );
      }
      if (home !== undefined && source.startsWith(`${home}src/`) && module.startsWith('.') && !resolved.startsWith(home)) {
        const target = posix.join(dirname(source).replaceAll('\\', '/'), module);
        if (!target.startsWith(home))
          found.push(`own-folder: ${source} → ${module} (leaves its package; import the sibling by its name)`);
      }
    }
  }
  return found;
}

/** Nothing that a library's main entry reaches, statically or not, through siblings or not, is a module of Node. */
function mainEntriesWithoutNode(modules, arrows) {
  const byName = new Map(modules.map((module) => [module.source, module]));
  const found = [];
  for (const [name, { library = true }] of Object.entries(arrows)) {
    const entry = `packages/${name}/src/index.ts`;
    if (!library || !byName.has(entry)) continue;
    const cameFrom = new Map([[entry, undefined]]);
    for (const source of cameFrom.keys()) {
      for (const { resolved, coreModule, dependencyTypes } of byName.get(source)?.dependencies ?? []) {
        if (coreModule)
          found.push(`browser-entry: ${wayTo(source, cameFrom)} → node:${resolved} (move it behind the ./node entry)`);
        else if (resolved.startsWith('packages/') && !dependencyTypes.includes('type-only') && !cameFrom.has(resolved))
          cameFrom.set(resolved, source);
      }
    }
  }
  return found;
}

/** What an entry that only describes reaches at once has no engine; what it loads when it is asked to may have one. */
function entriesWithoutEngine(modules, arrows) {
  const byName = new Map(modules.map((module) => [module.source, module]));
  const found = [];
  const entries = Object.entries(arrows).flatMap(([name, { engineFreeEntries = [] }]) =>
    engineFreeEntries.map((entry) => `packages/${name}/src/${entry}.ts`),
  );
  for (const entry of entries) {
    const cameFrom = new Map([[entry, undefined]]);
    for (const source of cameFrom.keys()) {
      for (const { module, resolved, dynamic, dependencyTypes } of byName.get(source)?.dependencies ?? []) {
        if (dynamic || dependencyTypes.includes('type-only')) continue;
        if (module.startsWith('@tensorflow/'))
          found.push(`light-entry: ${wayTo(source, cameFrom)} → ${module} (load it with import() where it is needed)`);
        else if (!cameFrom.has(resolved)) cameFrom.set(resolved, source);
      }
    }
  }
  return found;
}

function wayTo(source, cameFrom) {
  const way = [];
  for (let step = source; step !== undefined; step = cameFrom.get(step)) way.unshift(step);
  return way.join(' → ');
}

/** The manifests say what the code does: siblings in the direction of the arrows, the engine as a peer, nothing imported undeclared. */
function manifestsAgree(base, arrows, modules) {
  const found = [];
  for (const { name, manifest } of packages(base)) {
    const at = `packages/${name}/package.json`;
    const arrow = arrows[name];
    if (arrow === undefined) {
      found.push(`manifest: ${at} (no entry in scripts/lib/arrows.json; say there which siblings the package may import)`);
      continue;
    }
    const { imports, importsIfInstalled = [], engine = ['tfjs'], library = true } = arrow;
    const { dependencies = {}, devDependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = manifest;
    const may = [...imports, ...importsIfInstalled].map((sibling) => npmScope + sibling);
    for (const dependency of Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies })) {
      if ((dependency.startsWith(npmScope) || dependency === 'vaekit') && !may.includes(dependency)) {
        found.push(
          `manifest: ${at} declares ${dependency} (against the arrows: packages/${name} may import ${may.join(', ') || 'no sibling'})`,
        );
      }
      if (dependency.startsWith('@tensorflow/') && engine === false)
        found.push(`manifest: ${at} declares ${dependency} (it works without an engine)`);
    }
    for (const sibling of importsIfInstalled.map((optional) => npmScope + optional)) {
      if (
        dependencies[sibling] !== undefined ||
        (peerDependencies[sibling] !== undefined && peerDependenciesMeta[sibling]?.optional !== true)
      ) {
        found.push(
          `manifest: ${at} requires ${sibling} (it is an optional peer: peerDependencies and peerDependenciesMeta.${sibling}.optional)`,
        );
      }
    }
    if (library && dependencies['@tensorflow/tfjs'] !== undefined) {
      found.push(
        `manifest: ${at} depends on @tensorflow/tfjs (a library takes it as a peer, else an installation may hold two engines)`,
      );
    }
    found.push(...bundledAgree(at, manifest, arrows));
    const built = Object.keys(devDependencies).filter((dependency) => isBundled(dependency, arrows));
    const shipped = [manifest.name, ...built, ...Object.keys({ ...dependencies, ...peerDependencies })];
    const inSource = modules.filter(({ source }) => source.startsWith(`packages/${name}/src/`) && !isTest(source));
    for (const imported of new Set(inSource.flatMap(({ dependencies: list }) => list.flatMap(packageOf)))) {
      if (!shipped.includes(imported))
        found.push(`manifest: ${at} lacks ${imported} (imported by its sources; a devDependency would be built in or missing)`);
    }
  }
  return found;
}

const isBundled = (dependency, arrows) =>
  dependency.startsWith(internalScope) && arrows[dependency.slice(internalScope.length)]?.bundled === true;

/** What is bundled is private, and a devDependency of those that hold it. */
function bundledAgree(at, { name, private: isPrivate, dependencies = {}, peerDependencies = {} }, arrows) {
  const needed = Object.keys({ ...dependencies, ...peerDependencies }).filter((dependency) => isBundled(dependency, arrows));
  return [
    ...needed.map(
      (dependency) => `manifest: ${at} needs ${dependency} (it is built in and never published; make it a devDependency)`,
    ),
    ...(isBundled(name, arrows) && isPrivate !== true
      ? [`manifest: ${at} is not private (it is built into the packages that use it, and never published)`]
      : []),
  ];
}

/** The name of the package an import asks for: none for relative paths and for modules of Node. */
function packageOf({ module, coreModule }) {
  if (coreModule || module.startsWith('.') || module.startsWith('node:')) return [];
  return [
    module
      .split('/')
      .slice(0, module.startsWith('@') ? 2 : 1)
      .join('/'),
  ];
}
