/**
 * For the `allow` of frames, nothing of the computer's: a page that should speak does it through the desk. Said aloud, as pages of this
 * server would else inherit it.
 */
export const noFeatures = [
  'camera',
  'microphone',
  'display-capture',
  'geolocation',
  'usb',
  'serial',
  'payment',
  'midi',
  'autoplay',
  'fullscreen',
]
  .map((feature) => `${feature} 'none'`)
  .join('; ');
