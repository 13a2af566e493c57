type SinkElement = HTMLMediaElement & { setSinkId?: (id: string) => Promise<void> };

/** Sends an element's sound to an output; an output that is gone falls back to the system's default. Returns whether the wish came true. */
export async function sendToOutput(element: HTMLMediaElement, deviceId: string | null): Promise<boolean> {
  const sink = element as SinkElement;
  if (sink.setSinkId === undefined) return deviceId === null;
  try {
    await sink.setSinkId(deviceId ?? '');
    return true;
  } catch {
    await sink.setSinkId('').catch(() => undefined);
    return false;
  }
}
