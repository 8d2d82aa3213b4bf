// SPDX-License-Identifier: Apache-2.0
declare module '@fontsource-variable/atkinson-hyperlegible-next/wght.css';
