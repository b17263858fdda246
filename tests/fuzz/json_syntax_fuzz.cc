// JSON syntax: the tree fits the text and each of its pieces is read the same alone; the readers of
// variables and of configuration take whatever the parser has taken.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "tests/fuzz/syntax_checks.h"
#include "tfvars/hcl/evaluate.h"
#include "tfvars/hcl/json_body.h"
#include "tfvars/hcl/json_syntax.h"

namespace {

using deltaplan::fuzz::Require;
namespace fuzz = deltaplan::fuzz;
namespace tfvars = deltaplan::tfvars;

// Objects and arrays can stand alone in a file.
void CheckAlone(const tfvars::Expression& expression, const tfvars::Source& source) {
  tfvars::Diagnostics diagnostics;
  const tfvars::Source piece{"x.json", std::string(source.Slice(expression.range))};
  const auto alone = tfvars::ParseJsonSyntax(piece, diagnostics);
  Require(alone != nullptr && alone->range == fuzz::WholeOf(piece));
  Require(tfvars::EvaluateConstant(*alone) == tfvars::EvaluateConstant(expression));
}

void CheckBodies(const tfvars::Body& body, const tfvars::Source& source) {
  for (const tfvars::Attribute& attribute : body.attributes) {
    Require(fuzz::IsInside(attribute.range, fuzz::WholeOf(source)));
    Require(attribute.expression != nullptr);
    tfvars::EvaluateConstant(*attribute.expression);
  }
  for (const tfvars::Block& block : body.blocks) {
    Require(fuzz::IsInside(block.range, fuzz::WholeOf(source)));
    Require(!tfvars::HeaderText(block).empty());
    CheckBodies(block.body, source);
  }
}

void Check(std::string_view text) {
  const tfvars::Source source{"main.tf.json", std::string(text)};
  tfvars::Diagnostics diagnostics;
  const auto root = tfvars::ParseJsonSyntax(source, diagnostics);
  Require(diagnostics.size() == (root == nullptr ? 1U : 0U));
  fuzz::CheckDiagnostics(diagnostics, source);
  if (root != nullptr) {
    fuzz::CheckExpression(*root, fuzz::WholeOf(source));
    CheckAlone(*root, source);
    tfvars::ForEachPart(*root, [&](const tfvars::Expression& part) {
      const bool is_whole = part.As<tfvars::Object>() || part.As<tfvars::Tuple>();
      if (is_whole) CheckAlone(part, source);
    });
  }
  for (const auto parse : {tfvars::ParseTfvarsJson, tfvars::ParseTerraformJson}) {
    tfvars::Diagnostics wrong;
    const tfvars::Body body = parse(source, wrong);
    Require(root != nullptr || !wrong.empty());
    fuzz::CheckDiagnostics(wrong, source);
    CheckBodies(body, source);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
