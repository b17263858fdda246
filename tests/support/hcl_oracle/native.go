package main

import (
	"sort"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

type body struct {
	Attributes []attribute `json:"attributes"` // in the order of the source
	Blocks     []block     `json:"blocks"`     // in the order of the source
}

type attribute struct {
	Name            string    `json:"name"`
	Range           span      `json:"range"`
	ExpressionRange span      `json:"expression_range"`
	Constant        *constant `json:"constant"`
}

type block struct {
	Type        string   `json:"type"`
	Labels      []string `json:"labels"`
	Range       span     `json:"range"`
	LabelRanges []span   `json:"label_ranges"`
	Body        *body    `json:"body"`
}

func bodyOf(source *hclsyntax.Body) *body {
	result := &body{Attributes: []attribute{}, Blocks: []block{}}
	for _, attr := range source.Attributes {
		result.Attributes = append(result.Attributes, attribute{
			Name:            attr.Name,
			Range:           spanOf(attr.SrcRange),
			ExpressionRange: spanOf(attr.Expr.Range()),
			Constant:        constantOf(attr.Expr),
		})
	}
	sort.Slice(result.Attributes, func(i, j int) bool {
		return result.Attributes[i].Range[0] < result.Attributes[j].Range[0]
	})
	for _, inner := range source.Blocks {
		entry := block{
			Type:        inner.Type,
			Labels:      append([]string{}, inner.Labels...),
			Range:       spanOf(inner.Range()),
			LabelRanges: []span{},
			Body:        bodyOf(inner.Body),
		}
		for _, label := range inner.LabelRanges {
			entry.LabelRanges = append(entry.LabelRanges, spanOf(label))
		}
		result.Blocks = append(result.Blocks, entry)
	}
	return result
}
