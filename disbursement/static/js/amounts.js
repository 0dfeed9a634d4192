// Amounts as Vietnamese officials write them (1.234.567,89), exactly and without floating point.
//
// An amount is a BigInt of 10^-18 đồng, so that turning a text from one unit into another and
// back gives the same text, whatever was typed.
"use strict";

window.PortalAmounts = (() => {
  const PLACES = 18;
  const EXPONENTS = { DONG: 0, THOUSAND: 3, MILLION: 6, BILLION: 9 };
  const EMPTY = ["", "-", "–"];
  const VIETNAMESE = /^([1-9]\d{0,2}(?:\.\d{3})+|\d+)(?:,(\d+))?$/;
  const ENGLISH = /^([1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.(\d+))?$/;

  const cleaned = (text) => text.replace(/[\u00a0\u2007\u202f]/g, " ").trim();

  const split = (text) => {
    const body = cleaned(text);
    if (/^\(.+\)$/.test(body)) return [true, body.slice(1, -1).trim()];
    return /^[-\u2212]/.test(body) ? [true, body.slice(1)] : [false, body];
  };

  const isEmpty = (text) => EMPTY.includes(cleaned(text));

  // null: nothing is written; undefined: it cannot be read.
  const read = (text, unit) => {
    if (isEmpty(text)) return null;
    const [isNegative, body] = split(text);
    const found = VIETNAMESE.exec(body);
    if (!found || body.length > 40) return undefined;
    const [, whole, decimals = ""] = found;
    if (decimals.length > PLACES) return undefined;
    const digits = whole.replaceAll(".", "") + decimals.padEnd(PLACES, "0");
    const value = BigInt(digits) * 10n ** BigInt(EXPONENTS[unit]);
    return isNegative ? -value : value;
  };

  const write = (value, unit) => {
    const places = PLACES + EXPONENTS[unit];
    const digits = (value < 0n ? -value : value).toString().padStart(places + 1, "0");
    const whole = digits.slice(0, -places).replace(/\B(?=(\d{3})+$)/g, ".");
    const decimals = digits.slice(-places).replace(/0+$/, "");
    return (value < 0n ? "-" : "") + whole + (decimals && `,${decimals}`);
  };

  const ofDong = (dong) => BigInt(dong) * 10n ** BigInt(PLACES);

  // The same amount in another unit; what cannot be read stays as it was typed.
  const convert = (text, from, to) => {
    const value = read(text, from);
    return typeof value === "bigint" ? write(value, to) : text;
  };

  const isVietnamese = (text) => isEmpty(text) || VIETNAMESE.test(split(text)[1]);
  const isEnglish = (text) => isEmpty(text) || ENGLISH.test(split(text)[1]);

  // Turn 1,234.5 into 1.234,5.
  const fromEnglish = (text) => text.replace(/[.,]/g, (sign) => (sign === "." ? "," : "."));

  return { read, write, ofDong, convert, isEmpty, isVietnamese, isEnglish, fromEnglish };
})();
