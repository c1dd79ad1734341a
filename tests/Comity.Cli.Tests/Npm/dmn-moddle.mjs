// Reads a DMN 1.3 file as Camunda Modeler does, and prints what its reader has to say against it: a JSON array of messages.
import { readFile } from 'node:fs/promises';
import { DmnModdle } from 'dmn-moddle';

const { warnings, rootElement } = await new DmnModdle().fromXML(await readFile(process.argv[2], 'utf8'));
console.log(JSON.stringify({ warnings: warnings.map((warning) => warning.message), elements: rootElement.drgElement.length, shapes: rootElement.dmnDI.diagrams[0].diagramElements.length }));
