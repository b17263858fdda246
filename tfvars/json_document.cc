#include "tfvars/json_document.h"

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

namespace deltaplan::tfvars {
namespace {

using nlohmann::json;

// Watches the parser's events for keys that come twice; knows where it stands.
class DuplicateKeys {
 public:
  explicit DuplicateKeys(std::vector<JsonProblem>& problems) : problems_(problems) {}

  bool operator()(int /*depth*/, json::parse_event_t event, const json& parsed) {
    switch (event) {
      case json::parse_event_t::object_start:
      case json::parse_event_t::array_start:
        Begin();
        open_.push_back({.is_array = event == json::parse_event_t::array_start});
        break;
      case json::parse_event_t::object_end:
      case json::parse_event_t::array_end:
        open_.pop_back();
        break;
      case json::parse_event_t::key: {
        Container& object = open_.back();
        object.key = parsed.get<std::string>();
        if (!object.keys.insert(object.key).second) {
          problems_.push_back({Pointer(), "the key stands twice in this object"});
        }
        break;
      }
      case json::parse_event_t::value:
        Begin();
        break;
    }
    return true;
  }

 private:
  struct Container {
    bool is_array = false;
    std::size_t next = 0;  // of an array
    std::string key = {};  // of an object
    std::set<std::string> keys = {};
  };

  // A value begins: inside an array it is the next element.
  void Begin() {
    if (!open_.empty() && open_.back().is_array) ++open_.back().next;
  }

  std::string Pointer() const {
    std::string pointer;
    for (const Container& container : open_) {
      pointer = container.is_array ? PointerTo(pointer, container.next - 1)
                                   : PointerTo(pointer, container.key);
    }
    return pointer;
  }

  std::vector<JsonProblem>& problems_;
  std::vector<Container> open_;
};

// "line 3, column 7: what" out of the byte offset; the library's own prefix is dropped.
std::string SyntaxMessage(std::string_view text, const json::parse_error& error) {
  const std::size_t at = std::min(error.byte == 0 ? 0 : error.byte - 1, text.size());
  const std::string_view before = text.substr(0, at);
  const auto line = static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1;
  const std::size_t newline = before.rfind('\n');
  const std::size_t column = newline == std::string_view::npos ? at + 1 : at - newline;
  std::string what = error.what();
  if (const std::size_t start = what.find("syntax error"); start != std::string::npos) {
    what = what.substr(start);
  }
  return "line " + std::to_string(line) + ", column " + std::to_string(column) + ": " + what;
}

}  // namespace

std::string PointerTo(std::string_view pointer, std::string_view key) {
  std::string result(pointer);
  result += '/';
  for (const char c : key) {
    if (c == '~') {
      result += "~0";
    } else if (c == '/') {
      result += "~1";
    } else {
      result += c;
    }
  }
  return result;
}

std::string PointerTo(std::string_view pointer, std::size_t index) {
  return std::string(pointer) + "/" + std::to_string(index);
}

bool ParseJsonDocument(std::string_view text, JsonComments comments, json& document,
                       std::vector<JsonProblem>& problems) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // some editors write it
  std::vector<JsonProblem> found;
  try {
    json parsed = json::parse(text, DuplicateKeys(found), true, comments == JsonComments::kAllowed);
    if (found.empty()) {
      document = std::move(parsed);
      return true;
    }
  } catch (const json::parse_error& error) {
    found.push_back({"", "this is not valid JSON: " + SyntaxMessage(text, error)});
  } catch (const json::exception& error) {
    found.push_back({"", std::string("this is not valid JSON: ") + error.what()});
  }
  problems.insert(problems.end(), found.begin(), found.end());
  return false;
}

}  // namespace deltaplan::tfvars
