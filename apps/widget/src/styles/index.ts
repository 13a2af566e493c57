import { controlsCss } from './controls.ts';
import { panelStyles } from './panel.ts';
import { screensCss } from './screens.ts';
import { tokensCss } from './tokens.ts';

/** Everything beyond the corner button, adopted by the shadow root: no style element, no style attribute, nothing for a policy to forbid. */
export const panelCss = tokensCss + panelStyles + controlsCss + screensCss;
