package main

import (
	"math/big"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// constant is a value together with its type, all the way down: Value holds a string for the types string and number, a bool,
// nil for null, []*constant for tuple, list and set, map[string]*constant for object and map.
type constant struct {
	Type  string `json:"type"`
	Value any    `json:"value"`
}

// maxExponent bounds the numbers that are written out, in powers of two; a larger one makes the whole constant null.
const maxExponent = 20000

// constantOf evaluates what needs neither variables nor functions; nil for everything else.
func constantOf(expression hclsyntax.Expression) *constant {
	value, diags := expression.Value(nil)
	if diags.HasErrors() || value.ContainsMarked() || !value.IsWhollyKnown() {
		return nil
	}
	return encode(value)
}

// encode returns nil for a value that contains a number that is not written out.
func encode(value cty.Value) *constant {
	kind := value.Type()
	switch {
	case value.IsNull():
		return &constant{Type: "null"}
	case kind == cty.String:
		return &constant{Type: "string", Value: value.AsString()}
	case kind == cty.Bool:
		return &constant{Type: "bool", Value: value.True()}
	case kind == cty.Number:
		text, ok := decimal(value.AsBigFloat())
		if !ok {
			return nil
		}
		return &constant{Type: "number", Value: text}
	case kind.IsObjectType():
		return encodeAttributes("object", value)
	case kind.IsMapType():
		return encodeAttributes("map", value)
	case kind.IsTupleType():
		return encodeItems("tuple", value)
	case kind.IsListType():
		return encodeItems("list", value)
	default:
		return encodeItems("set", value)
	}
}

// decimal writes all digits of a number, without an exponent; zero has no sign.
func decimal(number *big.Float) (text string, ok bool) {
	if number.Sign() == 0 {
		return "0", true
	}
	exponent := number.MantExp(nil)
	if number.IsInf() || exponent > maxExponent || exponent < -maxExponent {
		return "", false
	}
	return number.Text('f', -1), true
}

func encodeItems(kind string, value cty.Value) *constant {
	items := []*constant{}
	for iterator := value.ElementIterator(); iterator.Next(); {
		_, element := iterator.Element()
		item := encode(element)
		if item == nil {
			return nil
		}
		items = append(items, item)
	}
	return &constant{Type: kind, Value: items}
}

func encodeAttributes(kind string, value cty.Value) *constant {
	attributes := map[string]*constant{}
	for iterator := value.ElementIterator(); iterator.Next(); {
		name, element := iterator.Element()
		inner := encode(element)
		if inner == nil {
			return nil
		}
		attributes[name.AsString()] = inner
	}
	return &constant{Type: kind, Value: attributes}
}
