// JSON text to a document, with every problem named by place. One reader for all our JSON inputs.
#ifndef DELTAPLAN_TFVARS_JSON_DOCUMENT_H_
#define DELTAPLAN_TFVARS_JSON_DOCUMENT_H_

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace deltaplan::tfvars {

/// What is wrong and where: `pointer` is a JSON pointer (RFC 6901), "" for the whole document.
struct JsonProblem {
  std::string pointer;
  std::string message;
};

enum class JsonComments { kRefused, kAllowed };

/// Parses `text`. Syntax errors come with line and column; a key that stands twice in one object is
/// a problem, for which of the two counts is anybody's guess. Returns false, and leaves `document`
/// alone, when there is any problem.
bool ParseJsonDocument(std::string_view text, JsonComments comments, nlohmann::json& document,
                       std::vector<JsonProblem>& problems);

/// `pointer` with one more member name, escaped as RFC 6901 asks.
std::string PointerTo(std::string_view pointer, std::string_view key);
std::string PointerTo(std::string_view pointer, std::size_t index);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_JSON_DOCUMENT_H_
