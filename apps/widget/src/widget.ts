import { WidgetElement } from './element.ts';

// A page that loads the script twice keeps the first definition.
if (customElements.get('centralino-widget') === undefined) customElements.define('centralino-widget', WidgetElement);
