package config

import (
	"bytes"
	"encoding/json"
	"errors"

	"go.yaml.in/yaml/v3"
)

// parseConfiguration is readConfiguration for a file that is to be edited.
func parseConfiguration(form Form, source []byte) (*document, error) {
	return mayEdit(readConfiguration(form, source))
}

// readConfiguration reads a YAML or JSON file and makes sure that it is a
// configuration of Pomerium, which would take a Helm values file or a manifest
// for one whose every key is unknown. The error is an *Unusable.
func readConfiguration(form Form, source []byte) (*document, error) {
	if form == JSON && len(source) > 0 && !json.Valid(source) {
		// Unlike YAML it may hold neither comments nor trailing commas.
		var value any
		var broken *json.SyntaxError
		if errors.As(json.Unmarshal(source, &value), &broken) {
			line := 1 + bytes.Count(source[:broken.Offset], []byte("\n"))
			return nil, unusable(Unparsable, "line %d of the file, which ends in .json, is no JSON, so that Pomerium cannot read it either", line).at(line)
		}
		return nil, unusable(Unparsable, "the file ends in .json and does not hold JSON, so that Pomerium cannot read it either")
	}
	d, err := readDocument(form, source)
	var refused *Unusable
	if form == JSON && errors.As(err, &refused) && refused.Problem == Unparsable {
		refused = unusable(OddShape, `this JSON holds something that is not edited here, such as the escape \/ or half a character: paste the settings by hand`)
		var values map[string]any
		if json.Unmarshal(source, &values) != nil {
			return nil, refused
		}
		d, err = &document{form: form, source: source, root: nodeOf(values), unedited: refused}, nil
		d.readKeys()
	}
	if err != nil {
		return nil, err
	}
	return d, d.recognise()
}

// recognise tells a configuration of Pomerium from other files.
func (d *document) recognise() error {
	if d.root == nil || len(d.keys) == 0 {
		return nil
	}
	_, kind := d.find("kind")
	if _, version := d.find("apiversion"); kind && version {
		return unusable(Kubernetes, "this is a Kubernetes manifest, not a configuration file of Pomerium: put the settings into its Secret and Pomerium objects by hand")
	}
	if services, there := d.find(keyServices); there && dealias(services.value).Kind == yaml.MappingNode {
		return unusable(Compose, "%sservices is a mapping, so this is a compose file: give the configuration file that it mounts", inLine(services.line)).at(services.line)
	}
	for _, e := range d.keys {
		if isKnownKey(e.name) || meantKey(e.name) != "" {
			return nil
		}
	}
	for _, name := range []string{"authenticate", "authorize", "proxy", "databroker", "config", "ingress", "image", "extraenv", "ingresscontroller"} {
		if e, there := d.find(name); there && dealias(e.value).Kind == yaml.MappingNode {
			return unusable(Helm, "%sthese are values of a Helm chart, not a configuration file of Pomerium", inLine(e.line)).at(e.line)
		}
	}
	if d.encrypted() {
		return nil // with --input-type binary the only key is "data"
	}
	return unusable(NoKnownKey, "no key of this file is one that Pomerium knows, the first is %s: give Pomerium's own configuration file", shownKey(d.keys[0].key.Value)).at(d.keys[0].line)
}
