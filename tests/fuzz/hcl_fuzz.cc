// HCL's native syntax: trees and diagnostics fit the text, a tree without errors stays what it is
// when the text is written anew from its pieces, constants have values that can be shown.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "tests/fuzz/syntax_checks.h"
#include "tfvars/hcl/evaluate.h"
#include "tfvars/hcl/parser.h"

namespace {

using deltaplan::fuzz::Require;
namespace fuzz = deltaplan::fuzz;
namespace tfvars = deltaplan::tfvars;

// An expression that is read alone has the value that it has in its file.
void CheckAlone(const tfvars::Attribute& attribute, const tfvars::Source& source) {
  tfvars::Diagnostics diagnostics;
  std::string text(source.Slice(attribute.expression->range));
  text += '\n';  // which a heredoc needs
  const auto alone = tfvars::ParseHclExpression({"x", text}, diagnostics);
  Require(alone != nullptr && diagnostics.empty());
  Require(tfvars::EvaluateConstant(*alone) == tfvars::EvaluateConstant(*attribute.expression));
}

void CheckConstants(const tfvars::Body& body, const tfvars::Source& source) {
  for (const tfvars::Attribute& attribute : body.attributes) CheckAlone(attribute, source);
  for (const tfvars::Block& block : body.blocks) {
    Require(!tfvars::HeaderText(block).empty());
    CheckConstants(block.body, source);
  }
}

void Check(std::string_view text) {
  const tfvars::Source source{"main.tf", std::string(text)};
  tfvars::Diagnostics diagnostics;
  const tfvars::Body body = tfvars::ParseHcl(source, diagnostics);
  Require(diagnostics.size() <= tfvars::kMaxDiagnostics);
  fuzz::CheckDiagnostics(diagnostics, source);
  fuzz::CheckBody(body, source);
  if (diagnostics.empty()) CheckConstants(body, source);

  for (const auto parse : {tfvars::ParseHclExpression, tfvars::ParseHclTemplate}) {
    tfvars::Diagnostics wrong;
    const auto expression = parse(source, wrong);
    Require((expression == nullptr) == !wrong.empty());
    fuzz::CheckDiagnostics(wrong, source);
    if (expression == nullptr) continue;
    fuzz::CheckExpression(*expression, fuzz::WholeOf(source));
    tfvars::EvaluateConstant(*expression);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
