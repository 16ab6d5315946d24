// A setting in the page's address, as ?layer.b=2&layer.w1=-1, so that it can be linked to.

export class Address {
  /** `start` is the state that needs no words. */
  constructor(name, settings, start) {
    Object.assign(this, { name, settings, start });
  }

  key(setting) {
    return `${this.name}.${setting}`;
  }

  /** The settings in the address; what cannot be read is left out. */
  read() {
    const query = new URLSearchParams(location.search);
    const found = Object.entries(this.settings).map(([key, setting]) => {
      const text = query.get(this.key(key));
      return [key, text === null ? undefined : setting.read(text)];
    });
    return Object.fromEntries(found.filter(([, value]) => value !== undefined));
  }

  /** This page with these settings, and nothing else changed. */
  of(state) {
    const url = new URL(location.href);
    for (const [key, value] of Object.entries(state)) {
      if (value === this.start[key]) url.searchParams.delete(this.key(key));
      else url.searchParams.set(this.key(key), value);
    }
    return url;
  }

  write(state) {
    history.replaceState(history.state, "", this.of(state));
  }

  /** What to copy: it also leads to the place on the page. */
  link(state) {
    const url = this.of(state);
    url.hash = `explorable-${this.name}`;
    return url;
  }
}
