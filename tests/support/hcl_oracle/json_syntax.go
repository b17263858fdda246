package main

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// jsonNode is a value of the JSON syntax as written. Value holds []jsonMember for an object (in order, duplicates kept),
// []*jsonNode for an array, a string for a string, the digits of a number (nil where they are not written out), a bool, nil for
// null. Template is set for strings only.
type jsonNode struct {
	Kind     string    `json:"kind"`
	Range    span      `json:"range"`
	Value    any       `json:"value"`
	Template *template `json:"template"`
}

type jsonMember struct {
	Key      string    `json:"key"`
	KeyRange span      `json:"key_range"`
	Value    *jsonNode `json:"value"`
}

// template is what a string means where Terraform evaluates it.
type template struct {
	Valid    bool      `json:"valid"`
	Constant *constant `json:"constant"`
}

func jsonNodeOf(expression hcl.Expression) *jsonNode {
	node := &jsonNode{Range: spanOf(expression.Range())}
	if members, diags := hcl.ExprMap(expression); !diags.HasErrors() {
		list := []jsonMember{}
		for _, member := range members {
			key, _ := member.Key.Value(nil)
			list = append(list, jsonMember{
				Key:      key.AsString(),
				KeyRange: spanOf(member.Key.Range()),
				Value:    jsonNodeOf(member.Value),
			})
		}
		node.Kind, node.Value = "object", list
		return node
	}
	if items, diags := hcl.ExprList(expression); !diags.HasErrors() {
		list := []*jsonNode{}
		for _, item := range items {
			list = append(list, jsonNodeOf(item))
		}
		node.Kind, node.Value = "array", list
		return node
	}
	value, _ := expression.Value(nil) // without a context, a string is just its text
	if value.Type() == cty.Number {
		node.Kind = "number"
	}
	if scalar := encode(value); scalar != nil {
		node.Kind, node.Value = scalar.Type, scalar.Value
	}
	if node.Kind == "string" {
		node.Template = templateOf(value.AsString(), expression.Range())
	}
	return node
}

func templateOf(text string, where hcl.Range) *template {
	parsed, diags := hclsyntax.ParseTemplate([]byte(text), where.Filename, where.Start)
	if diags.HasErrors() {
		return &template{}
	}
	return &template{Valid: true, Constant: constantOf(parsed)}
}
