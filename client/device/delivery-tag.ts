// Owns the name under which page and service worker speak of background delivery to the browser.

export const deliveryTag = 'suchi-deliver';
