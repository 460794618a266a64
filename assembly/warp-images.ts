import { assertImage } from "./sizes";

// A weight has 8 bits, so a pixel between four has 8 + 16: exact in an integer, and in an f32.
const SCALE: f32 = 1.0 / (255.0 * 65536.0);

/** A pixel of an image of H x W bytes; 0 outside. */
function pixel(image: usize, y: i32, x: i32, H: i32, W: i32): i32 {
  return <u32>y < <u32>H && <u32>x < <u32>W ? <i32>load<u8>(image + y * W + x) : 0;
}

/**
 * Copies chosen images out of a data set, moved, turned, scaled, sheared or bent: output pixel (i, j) is the source at
 * row `y0 + i yi + j yj + i (i - 1) / 2 yii + i j yij + j (j - 1) / 2 yjj`, and so for the column, by bilinear
 * interpolation between four pixels; what lies outside the image is 0. Divided by 255. Whole-number arithmetic up to
 * the last product: the same everywhere.
 *
 * Overwrites columns 0 to columns - 1 of y. y (N, yImage) f32, rows of yRow | images (any, H, W) u8 | index (N) u32 |
 * warps (N, 12) i32, multiples of 1/65536 pixel: y0, x0, yi, xi, yj, xj, yii, xii, yij, xij, yjj, xjj.
 */
export function warpImages(
  y: usize, images: usize, index: usize, warps: usize, N: usize, H: i32, W: i32, rows: i32, columns: i32,
  yImage: usize, yRow: usize,
): void {
  assertImage(y, yImage, yRow, <usize>rows, <usize>columns);
  for (let n: usize = 0; n < N; n++) {
    const image = images + <usize>load<u32>(index + (n << 2)) * H * W;
    let rowY = load<i32>(warps);
    let rowX = load<i32>(warps, 4);
    let yi = load<i32>(warps, 8);
    let xi = load<i32>(warps, 12);
    let yj = load<i32>(warps, 16);
    let xj = load<i32>(warps, 20);
    const yjj = load<i32>(warps, 40);
    const xjj = load<i32>(warps, 44);
    let out = y + ((n * yImage) << 2);
    for (let i = 0; i < rows; i++) {
      let sy = rowY;
      let sx = rowX;
      let stepY = yj;
      let stepX = xj;
      for (let j = 0; j < columns; j++) {
        const top = sy >> 16;
        const left = sx >> 16;
        let value = 0;
        let above: i32;
        let below: i32;
        const fx = (sx >> 8) & 255;
        const fy = (sy >> 8) & 255;
        if (<u32>top < <u32>(H - 1) && <u32>left < <u32>(W - 1)) {
          const p = image + top * W + left;
          above = <i32>load<u16>(p);
          below = <i32>load<u16>(p + W);
          // Most of a digit's image is blank.
          if ((above | below) != 0) {
            above = (above & 255) * (256 - fx) + (above >> 8) * fx;
            below = (below & 255) * (256 - fx) + (below >> 8) * fx;
            value = above * (256 - fy) + below * fy;
          }
        } else {
          above = pixel(image, top, left, H, W) * (256 - fx) + pixel(image, top, left + 1, H, W) * fx;
          below = pixel(image, top + 1, left, H, W) * (256 - fx) + pixel(image, top + 1, left + 1, H, W) * fx;
          value = above * (256 - fy) + below * fy;
        }
        store<f32>(out + (j << 2), <f32>value * SCALE);
        sy += stepY;
        sx += stepX;
        stepY += yjj;
        stepX += xjj;
      }
      out += yRow << 2;
      rowY += yi;
      rowX += xi;
      yi += load<i32>(warps, 24);
      xi += load<i32>(warps, 28);
      yj += load<i32>(warps, 32);
      xj += load<i32>(warps, 36);
    }
    warps += 48;
  }
}
