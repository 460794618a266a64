import { describe, expect, it } from "vitest";
import type { DecodedImage } from "../../src/data/image.ts";
import { type FormChoice, ImageSurvey } from "../../src/data/image-survey.ts";

/** An image all of one pixel, but for a block of another in its middle. */
function image(height: number, width: number, frame: number[], ink: number[]): DecodedImage {
  const channels = frame.length as 1 | 2 | 3 | 4;
  const pixels = new Uint8Array(height * width * channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isInk = 4 * y >= height && 4 * y < 3 * height && 4 * x >= width && 4 * x < 3 * width;
      pixels.set(isInk ? ink : frame, (y * width + x) * channels);
    }
  }
  return { height, width, channels, pixels };
}

function survey(images: readonly DecodedImage[], choice: FormChoice = {}) {
  const survey = new ImageSurvey();
  for (const each of images) survey.add(each);
  const form = survey.form(choice);
  return { form, notes: survey.describe(form, choice) };
}

const DARK = [10];
const LIGHT = [240];

describe("the size that is found", () => {
  const sizes = (...sides: [number, number][]) => survey(sides.map(([h, w]) => image(h, w, DARK, LIGHT))).form;

  it("is that of all images, whatever its shape, up to 64", () => {
    expect(sizes([20, 32], [20, 32])).toMatchObject({ height: 20, width: 32 });
    expect(sizes([8, 8])).toMatchObject({ height: 8, width: 8 });
    expect(sizes([64, 64])).toMatchObject({ height: 64, width: 64 });
  });

  it("is the middle one of several, side by side", () => {
    expect(sizes([28, 30], [28, 28], [56, 56])).toMatchObject({ height: 28, width: 30 });
    expect(sizes([10, 40], [20, 30], [30, 20], [40, 10])).toMatchObject({ height: 20, width: 20 });
  });

  it("is 64 on the longer side of larger ones, of the same shape", () => {
    expect(sizes([100, 200])).toMatchObject({ height: 32, width: 64 });
    expect(sizes([3000, 1])).toMatchObject({ height: 64, width: 1 });
  });

  it("is said where it is not the images' own", () => {
    const { notes } = survey([image(8, 8, DARK, LIGHT), image(8, 8, DARK, LIGHT), image(9, 8, DARK, LIGHT)]);
    expect(notes).toEqual(["1 of 3 images are scaled to 8x8, whole, with bars where the shape is another"]);
    expect(survey([image(9, 9, DARK, LIGHT)]).notes).toEqual([]);
  });
});

describe("colour, ground and ink that are found", () => {
  it("read all as RGB where one image has colour, else as grey", () => {
    const grey = image(9, 9, [9, 9, 9], [200, 200, 200]);
    const red = image(9, 9, [9, 9, 9], [200, 0, 0]);
    expect(survey([grey, grey]).form.channels).toBe(1);
    const { form, notes } = survey([grey, red, grey]);
    expect([form.channels, notes]).toEqual([3, ["1 of 3 images have colour: all are read as RGB"]]);
    const asked = survey([grey, red], { colour: "grey" });
    expect([asked.form.channels, asked.notes]).toEqual([1, ["1 of 2 images have colour: all are read as grey"]]);
    expect(survey([grey], { colour: "rgb" }).form.channels).toBe(3);
  });

  it("lay black icons on nothing on white, and then invert them: the ink is what is left", () => {
    const icon = image(12, 12, [0, 0, 0, 0], [0, 0, 0, 255]);
    const { form, notes } = survey([icon, icon]);
    expect(form).toMatchObject({ background: "white", channels: 1, invert: true });
    expect(notes).toEqual([
      "2 of 2 images are see-through: laid on white",
      "images are inverted, since they are dark on light",
    ]);
    expect(survey([icon], { background: "black" }).form).toMatchObject({ background: "black", invert: false });
  });

  it("lay white icons on nothing on black", () => {
    expect(survey([image(12, 12, [255, 255, 0], [255, 255, 255])], {}).form.background).toBe("black");
    expect(survey([image(12, 12, [255, 0], [255, 255])]).form).toMatchObject({ background: "black", invert: false });
  });

  it("do not count opaque images among the see-through ones", () => {
    const opaque = image(12, 12, [0, 0, 0, 255], [90, 90, 90, 255]);
    expect(survey([opaque, image(12, 12, [255, 0], [255, 255])]).form.background).toBe("black");
  });

  it("invert dark ink on light paper, unless told", () => {
    const paper = image(12, 12, LIGHT, DARK);
    expect(survey([paper]).form.invert).toBe(true);
    expect(survey([paper], { invert: false }).form.invert).toBe(false);
    const slate = image(12, 12, DARK, LIGHT);
    expect(survey([slate]).form.invert).toBe(false);
    expect(survey([slate], { invert: true })).toMatchObject({ form: { invert: true }, notes: ["images are inverted"] });
    // A photograph on light ground is none of ink.
    expect(survey([image(12, 12, [240, 240, 240], [200, 0, 0])]).form.invert).toBe(false);
  });
});
