// The only importer of the JPEG decoder, and imported at the first JPEG: 105 kB that a page without JPEGs never loads.
import createDecoder from "@jsquash/jpeg/codec/dec/mozjpeg_dec.js";
import { compileJpeg } from "./compile-jpeg.ts";

/** A decoder whose memory a large picture has made larger than this is not kept. Bytes. */
const MAX_KEPT_MEMORY = 2 ** 26;

interface Decoder {
  readonly HEAPU8: Uint8Array;
  decode(bytes: Uint8Array, preserveOrientation: boolean): { data: Uint8ClampedArray; width: number; height: number };
}

/** Pixels as the decoder gives them: red, green, blue and 255. */
export interface Rgba {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** What the decoder makes its result of, where there is no such class. */
class Pixels implements Rgba {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;

  constructor(data: Uint8ClampedArray, width: number, height: number) {
    this.data = data;
    this.width = width;
    this.height = height;
  }
}

/** In Node there is no ImageData, which the decoder asks for; none is left behind either. */
function withImageData<T>(work: () => T): T {
  if ("ImageData" in globalThis) return work();
  Object.assign(globalThis, { ImageData: Pixels });
  try {
    return work();
  } finally {
    Reflect.deleteProperty(globalThis, "ImageData");
  }
}

/** Decodes JPEGs whose header was read and found sound. */
export class JpegCodec {
  readonly #module: WebAssembly.Module;
  #decoder: Decoder | undefined;
  /** libjpeg warns of damaged data here, and then gives grey for what is missing. */
  #warned = false;

  private constructor(module: WebAssembly.Module) {
    this.#module = module;
  }

  static async create(): Promise<JpegCodec> {
    return new JpegCodec(await compileJpeg());
  }

  /** @returns undefined if the data are damaged */
  async decode(bytes: Uint8Array): Promise<Rgba | undefined> {
    this.#decoder ??= await this.#start();
    const decoder = this.#decoder;
    // Until it has ended well: libjpeg leaves by an exit that skips all clearing up, and a next call would read wildly.
    this.#decoder = undefined;
    this.#warned = false;
    let image: Rgba;
    try {
      image = withImageData(() => decoder.decode(bytes, false));
    } catch {
      return undefined;
    }
    if (this.#warned) return undefined;
    if (decoder.HEAPU8.length <= MAX_KEPT_MEMORY) this.#decoder = decoder;
    return image;
  }

  /** 4 ms. */
  #start(): Promise<Decoder> {
    const warn = () => {
      this.#warned = true;
    };
    return withImageData(() =>
      createDecoder({
        noInitialRun: true,
        instantiateWasm: (imports: WebAssembly.Imports, receive: (instance: WebAssembly.Instance) => void) => {
          const instance = new WebAssembly.Instance(this.#module, imports);
          receive(instance);
          return instance.exports;
        },
        print: warn,
        printErr: warn,
        quit: (_: number, reason: unknown) => {
          throw reason;
        },
      }),
    ) as Promise<Decoder>;
  }
}
