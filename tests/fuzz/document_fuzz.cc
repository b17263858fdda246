// YAML, TOML and JSON: what is read says the same when it is read again from its canonical text,
// and reading comes to an end within its limits.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "documents/json.h"
#include "documents/toml.h"
#include "documents/yaml.h"
#include "documents/yaml_lines.h"
#include "tests/fuzz/require.h"

namespace {

using deltaplan::fuzz::Require;
namespace documents = deltaplan::documents;

void CheckError(const documents::ReadError& error) {
  Require(!error.message.empty());
  Require(error.message.find('\n') == std::string::npos);
}

void CheckDocument(const documents::Document& document) {
  Require(document.size() <= documents::kMostValues + 1);
  Require(documents::SameContent(document.root(), document.root()) || !document.root().Exists() ||
          documents::CanonicalText(document.root()).size() > 0);
}

// What is read line by line is what libyaml has.
void CheckLines(std::string_view text) {
  const std::optional<documents::Document> lines = documents::ReadYamlLines(text);
  if (!lines || text.find("<<") != std::string_view::npos) return;
  const auto events = documents::ReadYaml(text, documents::YamlReferences::kFollowed);
  const auto* document = std::get_if<documents::Document>(&events);
  Require(document != nullptr && lines->size() == document->size());
  Require(documents::CanonicalText(lines->root()) == documents::CanonicalText(document->root()));
}

void Check(std::uint8_t kind, std::string_view text) {
  if (kind == 0) CheckLines(text);
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
