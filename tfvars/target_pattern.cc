#include "tfvars/target_pattern.h"

#include <cctype>
#include <cstddef>
#include <cstdio>
#include <optional>
#include <utility>

namespace deltaplan::tfvars {
namespace {

bool IsIdentifierByte(char c, bool is_first) {
  const auto byte = static_cast<unsigned char>(c);
  // Terraform allows Unicode letters; their bytes are taken on trust.
  if (byte >= 0x80 || std::isalpha(byte) != 0 || c == '_') return true;
  return !is_first && (std::isdigit(byte) != 0 || c == '-');
}

bool IsIdentifier(std::string_view text) {
  if (text.empty()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!IsIdentifierByte(text[i], i == 0)) return false;
  }
  return true;
}

// Checks the shape [module.NAME[KEY].]...TYPE.NAME[KEY] of an address that has been filled in.
class AddressShape {
 public:
  explicit AddressShape(std::string_view text) : rest_(text) {}

  // The complaint, or nullopt.
  std::optional<std::string> Check() {
    while (true) {
      const std::string_view first = Identifier();
      if (first.empty()) return Expected("a name");
      if (first == "data") return "data sources can't be targeted usefully: name a resource";
      if (!Take('.')) return Expected("a \".\" and a name after \"" + std::string(first) + "\"");
      if (Identifier().empty()) return Expected("a name after \"" + std::string(first) + ".\"");
      if (auto complaint = Key()) return complaint;
      if (first != "module") return rest_.empty() ? std::nullopt : Expected("the end");
      if (rest_.empty()) return std::nullopt;
      if (!Take('.')) return Expected("a \".\"");
    }
  }

 private:
  std::string_view Identifier() {
    std::size_t size = 0;
    while (size < rest_.size() && IsIdentifierByte(rest_[size], size == 0)) ++size;
    const std::string_view identifier = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return identifier;
  }

  bool Take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  // An optional instance key: [0] or ["text"].
  std::optional<std::string> Key() {
    if (!Take('[')) return std::nullopt;
    if (Take('"')) {
      while (!rest_.empty() && rest_.front() != '"') {
        rest_.remove_prefix(rest_.front() == '\\' && rest_.size() > 1 ? 2 : 1);
      }
      if (!Take('"')) return "the quoted key is not closed";
    } else {
      std::size_t digits = 0;
      while (digits < rest_.size() &&
             std::isdigit(static_cast<unsigned char>(rest_[digits])) != 0) {
        ++digits;
      }
      if (digits == 0) return Expected("a number or a quoted text inside [ ]");
      rest_.remove_prefix(digits);
    }
    return Take(']') ? std::nullopt : Expected("\"]\"");
  }

  std::optional<std::string> Expected(const std::string& what) const {
    return "expected " + what +
           (rest_.empty() ? " at the end" : " at \"" + std::string(rest_) + "\"");
  }

  std::string_view rest_;
};

}  // namespace

std::string EscapeHclString(std::string_view text) {
  std::string escaped;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      escaped += '\\';
      escaped += c;
    } else if (c == '\n') {
      escaped += "\\n";
    } else if (c == '\r') {
      escaped += "\\r";
    } else if (c == '\t') {
      escaped += "\\t";
    } else if (byte < 0x20 || byte == 0x7F) {
      char code[8];
      std::snprintf(code, sizeof(code), "\\u%04x", byte);
      escaped += code;
    } else if ((c == '$' || c == '%') && i + 1 < text.size() && text[i + 1] == '{') {
      escaped += c;
      escaped += c;
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::variant<std::string, TargetPatternError> ExpandTargetPattern(
    std::string_view pattern, const std::map<std::string, std::string>& values) {
  std::string address;
  bool quoted = false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (quoted && c == '\\' && i + 1 < pattern.size()) {
      address += c;
      address += pattern[++i];
    } else if (c == '"') {
      quoted = !quoted;
      address += c;
    } else if (c == '{') {
      const std::size_t close = pattern.find('}', i);
      if (close == std::string_view::npos) return TargetPatternError{"a \"{\" is not closed"};
      const std::string name(pattern.substr(i + 1, close - i - 1));
      const auto value = values.find(name);
      if (value == values.end()) {
        return TargetPatternError{"there is no placeholder {" + name + "} here"};
      }
      if (!quoted && !IsIdentifier(value->second)) {
        return TargetPatternError{"\"" + EscapeHclString(value->second) +
                                  "\" can't stand outside of a quoted key: it is no identifier"};
      }
      address += quoted ? EscapeHclString(value->second) : value->second;
      i = close;
    } else {
      address += c;
    }
  }
  if (std::optional<std::string> complaint = AddressShape(address).Check()) {
    return TargetPatternError{"\"" + address + "\" is no resource address: " + *complaint};
  }
  return address;
}

}  // namespace deltaplan::tfvars
