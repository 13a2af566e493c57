import { describe, expect, it } from 'vitest';
import { captureFailure } from './capture.ts';
import { missingDevice, type DeviceChoice } from './device-store.ts';
import { levelOf } from './level-meter.ts';

const choice: DeviceChoice = { microphoneId: 'm1', cameraId: null, speakerId: 's1', ringId: null, ringVolume: 1, done: true };
const headset = { microphones: [{ id: 'm1', label: 'Headset' }], cameras: [], speakers: [{ id: 's1', label: 'Headset' }] };

describe('missingDevice', () => {
  it('names the chosen device that was unplugged', () => {
    expect(missingDevice(choice, headset, { microphones: [], cameras: [], speakers: headset.speakers })).toEqual({
      kind: 'microphone',
      label: 'Headset',
    });
  });
  it('is silent while everything chosen is there, and about devices that were never seen', () => {
    expect(missingDevice(choice, headset, headset)).toBeNull();
    const none = { microphones: [], cameras: [], speakers: [] };
    expect(missingDevice(choice, none, none)).toBeNull();
  });
});

describe('levelOf', () => {
  it('goes from silence to full scale', () => {
    expect(levelOf([0, 0, 0])).toBe(0);
    expect(levelOf([1, -1, 1])).toBe(1);
    expect(levelOf([0.1, -0.1])).toBeGreaterThan(levelOf([0.01, -0.01]));
  });
});

describe('captureFailure', () => {
  it('tells refusal, absence and a busy device apart', () => {
    expect(captureFailure(new DOMException('', 'NotAllowedError'))).toBe('denied');
    expect(captureFailure(new DOMException('', 'NotFoundError'))).toBe('notFound');
    expect(captureFailure(new DOMException('', 'NotReadableError'))).toBe('busy');
    expect(captureFailure('?')).toBe('failed');
  });
});
