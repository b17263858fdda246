// Command hcl_oracle says what the reference implementation of HCL makes of a file, for tests that compare our own parser with it.
//
// It reads file names from standard input, one a line, and answers each with one line of JSON on standard output. README.md
// beside this file documents the answer.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	hcljson "github.com/hashicorp/hcl/v2/json"
)

// answer is one line of output. Body is set for accepted files in native syntax, Value for accepted files in JSON syntax.
type answer struct {
	File        string       `json:"file"`
	Syntax      string       `json:"syntax"`
	Accepted    bool         `json:"accepted"`
	Diagnostics []diagnostic `json:"diagnostics"`
	Body        *body        `json:"body"`
	Value       *jsonNode    `json:"value"`
}

type diagnostic struct {
	Severity string    `json:"severity"`
	Summary  string    `json:"summary"`
	Range    *extended `json:"range"`
}

// extended is a range that also says where a person finds it.
type extended struct {
	Start position `json:"start"`
	End   position `json:"end"`
}

type position struct {
	Line   int `json:"line"`
	Column int `json:"column"`
	Byte   int `json:"byte"`
}

// span is a half-open range of bytes.
type span [2]int

func spanOf(r hcl.Range) span { return span{r.Start.Byte, r.End.Byte} }

func positionOf(p hcl.Pos) position { return position{Line: p.Line, Column: p.Column, Byte: p.Byte} }

func diagnosticsOf(diags hcl.Diagnostics) []diagnostic {
	list := make([]diagnostic, 0, len(diags))
	for _, diag := range diags {
		entry := diagnostic{Severity: "error", Summary: diag.Summary}
		if diag.Severity == hcl.DiagWarning {
			entry.Severity = "warning"
		}
		if diag.Subject != nil {
			entry.Range = &extended{Start: positionOf(diag.Subject.Start), End: positionOf(diag.Subject.End)}
		}
		list = append(list, entry)
	}
	return list
}

func answerFor(name string) (answer, error) {
	source, err := os.ReadFile(name)
	if err != nil {
		return answer{}, err
	}
	if strings.HasSuffix(name, ".json") {
		return answerJSON(name, source), nil
	}
	return answerNative(name, source), nil
}

func answerNative(name string, source []byte) answer {
	file, diags := hclsyntax.ParseConfig(source, name, hcl.InitialPos)
	result := answer{File: name, Syntax: "native", Accepted: !diags.HasErrors(), Diagnostics: diagnosticsOf(diags)}
	if result.Accepted {
		result.Body = bodyOf(file.Body.(*hclsyntax.Body))
	}
	return result
}

func answerJSON(name string, source []byte) answer {
	_, diags := hcljson.Parse(source, name)
	result := answer{File: name, Syntax: "json", Accepted: !diags.HasErrors(), Diagnostics: diagnosticsOf(diags)}
	if result.Accepted {
		// The body cannot be walked without a schema, the same text as an expression can.
		expression, _ := hcljson.ParseExpression(source, name)
		result.Value = jsonNodeOf(expression)
	}
	return result
}

func run() error {
	names := bufio.NewScanner(os.Stdin)
	output := bufio.NewWriter(os.Stdout)
	encoder := json.NewEncoder(output)
	encoder.SetEscapeHTML(false)
	for names.Scan() {
		result, err := answerFor(names.Text())
		if err != nil {
			return err
		}
		if err := encoder.Encode(result); err != nil {
			return err
		}
	}
	if err := names.Err(); err != nil {
		return err
	}
	return output.Flush()
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintf(os.Stderr, "hcl_oracle: %s\n", err)
		os.Exit(1)
	}
}
