/**
 * Characters that nobody sees: control characters, marks of direction and joining, and what fonts leave out. A
 * number that is copied from a page or a table often has some around it. Blanks are none of them.
 */
const INVISIBLE = /(?!\s)[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu

export const withoutInvisible = (text: string): string => text.replaceAll(INVISIBLE, '')
