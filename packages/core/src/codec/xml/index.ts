export { canonicalDocument, canonicalElement, type CanonicalOptions } from './canonical.ts';
export { attributeOf, elementsOf, isElement, localNameOf, namespaceOf, textOf } from './element.ts';
export { xmlTextFromBytes } from './encoding.ts';
export {
  defaultXmlLimits,
  parseXml,
  type XmlAttribute,
  type XmlDocument,
  type XmlElement,
  type XmlInstruction,
  type XmlLimits,
  type XmlNode,
  type XmlRefusal,
} from './parse.ts';
export { capDateTimeOf, dateTimeOf, timeMsOfDateTime } from './time.ts';
export { writeXml, xmlDeclaration, xmlElement } from './write.ts';
