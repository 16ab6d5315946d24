// Settings in the page's address, as ?layer.b=2&layer.w1=-1, so that they can be linked to.

/** @import { AnyState, Settings } from "../types.d.ts" */

export class Permalink {
  /**
   * @param {string} name
   * @param {Settings} settings
   * @param {AnyState} start the values that the address leaves out
   */
  constructor(name, settings, start) {
    this.name = name;
    this.settings = settings;
    this.start = start;
  }

  /** @param {string} setting */
  key(setting) {
    return `${this.name}.${setting}`;
  }

  /**
   * The settings in the address; those that cannot be read are left out.
   * @returns {AnyState}
   */
  read() {
    const query = new URLSearchParams(location.search);
    /** @type {AnyState} */
    const found = {};
    for (const [key, setting] of Object.entries(this.settings)) {
      const text = query.get(this.key(key));
      const value = text === null ? undefined : setting.read(text);
      if (value !== undefined) found[key] = value;
    }
    return found;
  }

  /**
   * The address of this page with these settings, otherwise unchanged.
   * @param {AnyState} state
   */
  address(state) {
    const url = new URL(location.href);
    for (const [key, value] of Object.entries(state)) {
      if (value === this.start[key]) url.searchParams.delete(this.key(key));
      else url.searchParams.set(this.key(key), String(value));
    }
    return url;
  }

  /** @param {AnyState} state */
  write(state) {
    history.replaceState(history.state, "", this.address(state));
  }

  /**
   * The link to copy: it also leads to the place on the page.
   * @param {AnyState} state
   */
  link(state) {
    const url = this.address(state);
    url.hash = `explorable-${this.name}`;
    return url;
  }
}
