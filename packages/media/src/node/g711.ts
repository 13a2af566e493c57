/** ITU-T G.711: 16-bit linear PCM to one byte, and back. */

const bias = 0x84;
const clip = 32_635;

/** µ-law, after the algorithm of the Sun reference code (as in ITU-T G.191). */
export function encodeMuLaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(clip, Math.abs(sample)) + bias;
  const exponent = 31 - Math.clz32(magnitude >> 7);
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~(sign | (exponent << 4) | mantissa) & 0xff;
}

export function decodeMuLaw(byte: number): number {
  const value = ~byte & 0xff;
  const exponent = (value >> 4) & 0x07;
  const magnitude = ((((value & 0x0f) << 3) + bias) << exponent) - bias;
  return (value & 0x80) !== 0 ? -magnitude : magnitude;
}

/** A-law, even bits inverted as G.711 asks. */
export function encodeALaw(sample: number): number {
  const sign = sample >= 0 ? 0x80 : 0;
  // 13-bit magnitude; negative values count from -1 (G.711 table 1).
  const magnitude = Math.min(4095, sample >= 0 ? sample >> 3 : ~sample >> 3);
  const exponent = magnitude < 32 ? 0 : 31 - Math.clz32(magnitude >> 4);
  const mantissa = exponent === 0 ? (magnitude >> 1) & 0x0f : (magnitude >> exponent) & 0x0f;
  return (sign | (exponent << 4) | mantissa) ^ 0x55;
}

export function decodeALaw(byte: number): number {
  const value = byte ^ 0x55;
  const exponent = (value >> 4) & 0x07;
  const mantissa = value & 0x0f;
  const magnitude = exponent === 0 ? (mantissa << 4) + 8 : ((mantissa << 4) + 0x108) << (exponent - 1);
  return (value & 0x80) !== 0 ? magnitude : -magnitude;
}
