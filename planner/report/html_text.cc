#include "planner/report/html_text.h"

#include <algorithm>

#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

bool IsUnreserved(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

// Most names are nothing but these: then no byte has to be looked at twice.
bool IsPlain(char c) { return IsUnreserved(c) || c == '/' || c == ' ' || c == '(' || c == ')'; }

void AddEscaped(std::string_view text, std::string& out) {
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
}

}  // namespace

void AddHtml(std::string_view text, std::string& out) {
  if (std::ranges::all_of(text, IsPlain)) {
    out += text;
  } else {
    AddEscaped(DisplayText(text), out);
  }
}

std::string HtmlText(std::string_view text) {
  std::string out;
  AddHtml(text, out);
  return out;
}

std::string ServiceAnchor(std::string_view name) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string anchor = "service=";
  for (const char c : name) {
    if (IsUnreserved(c)) {
      anchor += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      anchor += '%';
      anchor += kDigits[byte >> 4U];
      anchor += kDigits[byte & 0xFU];
    }
  }
  return anchor;
}

}  // namespace deltaplan::planner
