/** Renderers that are programs: SwiftShader (Chromium), llvmpipe, softpipe and lavapipe (Mesa), WARP (Windows), Apple's. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|lavapipe|software|microsoft basic render|mesa offscreen|\bwarp\b/iu;

/** The part of a WebGPU adapter that says what it is. */
interface AdapterInfo {
  readonly vendor?: string;
  readonly architecture?: string;
  readonly device?: string;
  readonly description?: string;
  readonly isFallbackAdapter?: boolean;
}

interface Adapter {
  readonly info?: AdapterInfo;
  readonly isFallbackAdapter?: boolean;
}

/** The part of a WebGL context that is needed here; Node has no such types. */
interface Context {
  readonly RENDERER: number;
  getExtension(name: string): { readonly UNMASKED_RENDERER_WEBGL?: number; loseContext?(): void } | null;
  getParameter(name: number): unknown;
}

interface Canvas {
  getContext(kind: string): Context | null;
}

interface Browser {
  readonly OffscreenCanvas?: new (width: number, height: number) => Canvas;
  readonly document?: { createElement(name: 'canvas'): Canvas };
  readonly navigator?: { readonly gpu?: { requestAdapter(): Promise<Adapter | null> } };
}

function webglRenderer({ OffscreenCanvas, document }: Browser): string {
  const canvas = OffscreenCanvas === undefined ? document?.createElement('canvas') : new OffscreenCanvas(1, 1);
  const context = canvas?.getContext('webgl2') ?? canvas?.getContext('webgl') ?? null;
  if (context === null) return '';
  const unmasked = context.getExtension('WEBGL_debug_renderer_info')?.UNMASKED_RENDERER_WEBGL;
  const renderer = String(context.getParameter(unmasked ?? context.RENDERER) ?? '');
  // A page may hold few contexts.
  context.getExtension('WEBGL_lose_context')?.loseContext?.();
  return renderer;
}

async function webgpuRenderer({ navigator }: Browser): Promise<string> {
  const adapter = await navigator?.gpu?.requestAdapter();
  if (adapter === undefined || adapter === null) return '';
  const { vendor, architecture, device, description, isFallbackAdapter = adapter.isFallbackAdapter } = adapter.info ?? {};
  const names = [vendor, architecture, device, description].filter((name) => name !== undefined && name !== '');
  return [...names, ...(isFallbackAdapter === true ? ['a software adapter'] : [])].join(' ');
}

/** The name of what renders WebGL or WebGPU here, if that is a program and not a graphics card. */
export async function softwareRenderer(kind: 'webgl' | 'webgpu'): Promise<string | undefined> {
  try {
    const browser = globalThis as unknown as Browser;
    const renderer = kind === 'webgl' ? webglRenderer(browser) : await webgpuRenderer(browser);
    return SOFTWARE.test(renderer) ? renderer : undefined;
  } catch {
    // What cannot even be asked will say why when it is started.
    return undefined;
  }
}
