import { describe, expect, it } from 'vitest';
import { stillTells, type PassedCheck } from './passed.ts';

const morning = new Date(2026, 3, 8, 9).getTime();
const evening = new Date(2026, 3, 8, 22).getTime();
const passed: PassedCheck = { at: morning, video: false, devices: { microphone: 'm1', speakers: 's1', camera: 'c1' } };

describe('a check that went well', () => {
  it('counts for the rest of the day, with the devices that it was made with', () => {
    expect(stillTells(passed, { ...passed, at: evening })).toBe(true);
    expect(stillTells(passed, { ...passed, at: evening + 3 * 3_600_000 })).toBe(false);
    expect(stillTells(passed, { ...passed, devices: { ...passed.devices, microphone: 'm2' } })).toBe(false);
    expect(stillTells(passed, { ...passed, devices: { ...passed.devices, speakers: 's2' } })).toBe(false);
    // Without video the camera is nobody's business.
    expect(stillTells(passed, { ...passed, devices: { ...passed.devices, camera: '' } })).toBe(true);
  });

  it('of the sound says nothing of the picture; one with video says both', () => {
    expect(stillTells(passed, { ...passed, video: true })).toBe(false);
    expect(stillTells({ ...passed, video: true }, passed)).toBe(true);
    expect(stillTells({ ...passed, video: true }, { ...passed, video: true, devices: { ...passed.devices, camera: 'c2' } })).toBe(false);
  });
});
