// SPDX-License-Identifier: Apache-2.0
// Where the device is, as a form's geopoint: "latitude longitude altitude accuracy"; a refusal says which.

export type PositionRefusal = 'denied' | 'unavailable' | 'timeout' | 'absent';
export class NoPosition extends Error {
  constructor(readonly why: PositionRefusal) {
    super(why);
  }
}

const wait_ms_max = 60_000;
const digits = 7; // a centimetre

export function point_text(coords: Pick<GeolocationCoordinates, 'latitude' | 'longitude' | 'altitude' | 'accuracy'>): string {
  return `${coords.latitude.toFixed(digits)} ${coords.longitude.toFixed(digits)} ${(coords.altitude ?? 0).toFixed(1)} ${coords.accuracy.toFixed(1)}`;
}

/** errors  throws NoPosition */
export function position_text(): Promise<string> {
  return new Promise((resolve, reject) => {
    if (navigator.geolocation === undefined) return reject(new NoPosition('absent'));
    const whys: Record<number, PositionRefusal> = { 1: 'denied', 2: 'unavailable', 3: 'timeout' };
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve(point_text(coords)),
      (failure) => reject(new NoPosition(whys[failure.code] ?? 'unavailable')),
      { enableHighAccuracy: true, timeout: wait_ms_max, maximumAge: 0 },
    );
  });
}

/** "12.5, -4.25" as a person writes it, as a geopoint; null where it is no place on Earth. */
export function typed_point(text: string): string | null {
  const found = /^\s*(-?\d{1,2}(?:[.,]\d+)?)\s*[;,\s]\s*(-?\d{1,3}(?:[.,]\d+)?)\s*$/.exec(text);
  if (found === null) return null;
  const [latitude, longitude] = [found[1], found[2]].map((one) => Number((one ?? '').replace(',', '.')));
  if (latitude === undefined || longitude === undefined || Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return null;
  return `${latitude} ${longitude} 0 0`;
}
