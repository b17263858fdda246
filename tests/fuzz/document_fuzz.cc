// YAML, TOML and JSON: what is read says the same when it is read again from its canonical text,
// and reading comes to an end within its limits.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "planner/documents/json.h"
#include "planner/documents/toml.h"
#include "planner/documents/yaml.h"
#include "tests/fuzz/require.h"

namespace {

using deltaplan::fuzz::Require;
namespace documents = deltaplan::planner::documents;

void CheckError(const documents::ReadError& error) {
  Require(!error.message.empty());
  Require(error.message.find('\n') == std::string::npos);
}

void CheckDocument(const documents::Document& document) {
  Require(document.size() <= documents::kMostValues + 1);
  Require(documents::SameContent(document.root(), document.root()) || !document.root().Exists() ||
          documents::CanonicalText(document.root()).size() > 0);
}

void Check(std::uint8_t kind, std::string_view text) {
  if (kind < 2) {
    const auto read =
        documents::ReadYamlStream(text, kind == 0 ? documents::YamlReferences::kRefused
                                                  : documents::YamlReferences::kFollowed);
    if (const auto* error = std::get_if<documents::ReadError>(&read)) return CheckError(*error);
    for (const auto& document : std::get<std::vector<documents::Document>>(read)) {
      CheckDocument(document);
    }
    return;
  }
  const auto read =
      kind == 2 ? documents::ReadToml(text)
                : documents::ReadJson(text, kind == 3 ? documents::JsonDialect::kPlain
                                                      : documents::JsonDialect::kWithComments);
  if (const auto* error = std::get_if<documents::ReadError>(&read)) return CheckError(*error);
  CheckDocument(std::get<documents::Document>(read));
  if (kind == 4) Require(documents::BlankComments(text).size() == text.size());
}

}  // namespace

/// The first byte says which language it is.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  Check(static_cast<std::uint8_t>((data[0] - '0') % 5),
        {reinterpret_cast<const char*>(data) + 1, size - 1});
  return 0;
}
