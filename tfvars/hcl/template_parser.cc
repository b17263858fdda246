// Strings and heredocs. The text is first read as parts (literals, interpolations, directives),
// then directives are put together with what stands between them. Source: HCL native syntax
// specification, "Templates".
#include <algorithm>
#include <fmt/format.h>
#include <memory>
#include <optional>
#include <utility>

#include "tfvars/hcl/expression_parser.h"
#include "tfvars/text/quoted_string.h"
#include "tfvars/text/unicode.h"
#include "tfvars/text/utf8.h"

namespace deltaplan::tfvars {
namespace {

// Bytes of the leading white space of `text`, in Unicode's sense, and how many characters it is.
struct Space {
  std::size_t size = 0;
  std::size_t characters = 0;
};
Space LeadingSpace(std::string_view text) {
  Space space;
  while (space.size < text.size()) {
    const auto [code, size] = FirstCharacter(text.substr(space.size));
    if (!IsWhiteSpace(code)) break;
    space.size += size;
    ++space.characters;
  }
  return space;
}

void TrimFront(std::string& text) { text.erase(0, LeadingSpace(text).size); }

void TrimBack(std::string& text) {
  std::size_t end = 0;  // behind the last character that is no space
  for (std::size_t at = 0; at < text.size();) {
    const auto [code, size] = FirstCharacter(std::string_view(text).substr(at));
    at += size;
    if (!IsWhiteSpace(code)) end = at;
  }
  text.resize(end);
}

// Takes `count` leading characters away.
void Unindent(std::string& text, std::size_t count) {
  std::size_t at = 0;
  for (; count > 0 && at < text.size(); --count) {
    at += FirstCharacter(std::string_view(text).substr(at)).size;
  }
  text.erase(0, at);
}

// With a capital and a full stop.
std::string Sentence(std::string text) {
  if (text.front() >= 'a' && text.front() <= 'z')
    text.front() = static_cast<char>(text.front() - 'a' + 'A');
  return text + ".";
}

}  // namespace

// Literal text as it stands in the source -> what it means.
bool HclExpressionParser::Unescape(Range range, bool has_escapes, std::string& text) {
  const std::string_view raw = lexer_.Text(range);
  if (const std::optional<std::size_t> bad = FirstBadUtf8(raw)) {
    const auto place = static_cast<std::uint32_t>(range.begin + *bad);
    Report({place, place + 1}, "Invalid character encoding",
           "Terraform's files are UTF-8, and this byte is no part of it. Save the file as UTF-8.");
    return false;
  }
  const auto is_special = [&](char c) {
    return c == '$' || c == '%' || (c == '\\' && has_escapes);
  };
  text.reserve(text.size() + raw.size());
  std::size_t i = 0;
  while (true) {
    const auto* plain = raw.data() + i;
    const auto* special = std::find_if(plain, raw.data() + raw.size(), is_special);
    text.append(plain, special);
    i = static_cast<std::size_t>(special - raw.data());
    if (i == raw.size()) return true;
    const char c = raw[i];
    if (c != '\\') {
      const bool is_doubled = i + 2 < raw.size() && raw[i + 1] == c && raw[i + 2] == '{';
      text += is_doubled ? raw.substr(i + 1, 2) : raw.substr(i, 1);  // $${ is ${
      i += is_doubled ? 3 : 1;
      continue;
    }
    const QuotedPiece piece = FirstQuotedPiece(raw.substr(i));
    if (piece.error) {
      const auto place = static_cast<std::uint32_t>(range.begin + i);
      Report({place, place + static_cast<std::uint32_t>(piece.size)}, "Invalid escape sequence",
             Sentence(*piece.error));
      return false;
    }
    text += piece.text;
    i += piece.size;
  }
}

bool HclExpressionParser::ReadSequenceEnd(Range open, bool& trims_next) {
  constexpr Newlines kSpace = Newlines::kAreSpace;
  Token close = lexer_.Peek(kSpace);
  if (close.kind == TokenKind::kTilde) {
    const std::uint32_t behind = close.range.end;
    lexer_.Next(kSpace);
    close = lexer_.Peek(kSpace);
    trims_next = close.range.begin == behind;
    if (!trims_next) close.kind = TokenKind::kInvalid;
  }
  if (close.kind == TokenKind::kCloseBrace) {
    lexer_.Next(kSpace);
    return true;
  }
  Report(close.range, "Extra characters in a template",
         fmt::format("What \"{}\" opens ends with \"}}\"; here is {}.", lexer_.Text(open),
                     Unexpected(close)));
  return false;
}

bool HclExpressionParser::ReadInterpolation(Range open, TemplatePart& part, bool& trims_next) {
  part.kind = TemplatePart::Kind::kInterpolation;
  part.expression = ParseExpression(Newlines::kAreSpace);
  return part.expression && ReadSequenceEnd(open, trims_next);
}

bool HclExpressionParser::ReadDirective(Range open, TemplatePart& part, bool& trims_next) {
  using Kind = TemplatePart::Kind;
  constexpr Newlines kSpace = Newlines::kAreSpace;
  const Token token = lexer_.Peek(kSpace);
  const std::string_view word =
      token.kind == TokenKind::kIdentifier ? lexer_.Text(token.range) : std::string_view();
  const auto name = [&](std::string& variable) {
    const Token found = lexer_.Peek(kSpace);
    if (found.kind == TokenKind::kIdentifier) {
      variable = lexer_.Text(lexer_.Next(kSpace).range);
      return true;
    }
    Report(found.range, "Invalid 'for' directive",
           fmt::format("Here stands a variable's name, not {}.", Unexpected(found)));
    return false;
  };
  constexpr std::pair<std::string_view, Kind> kSimple[] = {
      {"else", Kind::kElse}, {"endif", Kind::kEndIf}, {"endfor", Kind::kEndFor}};
  for (const auto& [keyword, kind] : kSimple) {
    if (word == keyword) {
      part.kind = kind;
      lexer_.Next(kSpace);
      return ReadSequenceEnd(open, trims_next);
    }
  }
  if (word == "if") {
    part.kind = Kind::kIf;
    lexer_.Next(kSpace);
  } else if (word == "for") {
    part.kind = Kind::kFor;
    lexer_.Next(kSpace);
    if (!name(part.value_variable)) return false;
    if (lexer_.Peek(kSpace).kind == TokenKind::kComma) {
      lexer_.Next(kSpace);
      part.key_variable = std::move(part.value_variable);
      part.value_variable.clear();
      if (!name(part.value_variable)) return false;
    }
    const Token in = lexer_.Peek(kSpace);
    if (in.kind != TokenKind::kIdentifier || lexer_.Text(in.range) != "in") {
      Report(in.range, "Invalid 'for' directive",
             fmt::format("Behind the names stands the word in, not {}.", Unexpected(in)));
      return false;
    }
    lexer_.Next(kSpace);
  } else {
    Report(token.range, "Invalid template directive",
           "A directive is %{ if }, %{ else }, %{ endif }, %{ for } or %{ endfor }; write %%{ for "
           "the two characters themselves.");
    return false;
  }
  part.expression = ParseExpression(kSpace);
  return part.expression && ReadSequenceEnd(open, trims_next);
}

template <typename NextPiece>
bool HclExpressionParser::ReadParts(NextPiece next, bool has_escapes, TemplateParts& parts,
                                    Range& close) {
  bool trims_next = false;
  while (true) {
    const auto [piece, range] = next();
    const bool trims_front = std::exchange(trims_next, false);
    TemplatePart part{.kind = TemplatePart::Kind::kLiteral, .range = range, .text = {}};
    switch (piece) {
      case Piece::kClose:
        close = range;
        return true;
      case Piece::kUnclosed:
        close = range;
        return false;
      case Piece::kLiteral:
        if (!Unescape(range, has_escapes, part.text)) return false;
        if (trims_front) TrimFront(part.text);
        break;
      case Piece::kInterpolation:
      case Piece::kDirective:
        if (range.size() == 3 && !parts.empty() &&
            parts.back().kind == TemplatePart::Kind::kLiteral) {
          TrimBack(parts.back().text);
        }
        if (!Enter()) return false;
        const bool read = piece == Piece::kInterpolation
                              ? ReadInterpolation(range, part, trims_next)
                              : ReadDirective(range, part, trims_next);
        Leave();
        if (!read) return false;
        part.range.end = lexer_.offset();
        break;
    }
    parts.push_back(std::move(part));
  }
}

// The literal text of a string that has no sequences, which most have not. The lexer stays where it
// is when it has.
std::optional<Range> HclExpressionParser::TakePlainString() {
  const std::uint32_t begin = lexer_.offset();
  auto [piece, range] = lexer_.NextQuotedPiece();
  if (piece == Piece::kClose) return Range{begin, begin};
  if (piece == Piece::kLiteral && lexer_.NextQuotedPiece().first == Piece::kClose) return range;
  lexer_.MoveTo(begin);
  return std::nullopt;
}

ExpressionPtr HclExpressionParser::ParseQuoted(Token open) {
  if (const auto plain = TakePlainString()) {
    std::string text;
    if (!Unescape(*plain, /*has_escapes=*/true, text)) return nullptr;
    const Range range{open.range.begin, lexer_.offset()};
    return MakeExpression(range, Literal{Value(NormalFormC(std::move(text)))});
  }
  TemplateParts parts;
  parts.reserve(4);
  Range close;
  const std::size_t before = diagnostics_.size();
  if (!ReadParts([&] { return lexer_.NextQuotedPiece(); }, /*has_escapes=*/true, parts, close)) {
    if (diagnostics_.size() == before) {
      Report({open.range.begin, close.end}, "Unterminated string",
             "A string ends with a quote on the line where it began. Longer texts are written as "
             "heredocs: <<EOT.");
    }
    return nullptr;
  }
  return AssembleTemplate(std::move(parts), Cover(open.range, close));
}

bool HclExpressionParser::CheckCarriageReturns(Range range) {
  const std::string_view text = lexer_.Text(range);
  for (std::size_t at = 0; (at = text.find('\r', at)) != std::string_view::npos; ++at) {
    const auto place = static_cast<std::uint32_t>(range.begin + at);
    if (lexer_.Text({place, place + 2}) == "\r\n") continue;
    Report({place, place + 1}, "Invalid character",
           "A carriage return may stand at the end of a line only, before the newline.");
    return false;
  }
  return true;
}

ExpressionPtr HclExpressionParser::ParseHeredoc(Token open) {
  const HeredocStart start = lexer_.StartOfHeredoc(open);
  TemplateParts parts;
  Range close;
  const std::size_t before = diagnostics_.size();
  const auto next = [&] {
    const auto [piece, range] = lexer_.NextHeredocPiece(start.marker);
    const bool is_literal = piece == Piece::kLiteral;
    return is_literal && !CheckCarriageReturns(range) ? std::pair(Piece::kUnclosed, range)
                                                      : std::pair(piece, range);
  };
  if (!ReadParts(next, /*has_escapes=*/false, parts, close)) {
    if (diagnostics_.size() == before) {
      Report(open.range, "Unterminated heredoc",
             fmt::format("A line that holds only {} has to follow.", start.marker));
    }
    return nullptr;
  }
  if (start.flush) {
    // The indentation that all lines have is taken away; lines of space alone do not count.
    std::vector<TemplatePart*> lines;
    std::size_t common = SIZE_MAX;
    bool at_line_start = true;
    for (TemplatePart& part : parts) {
      const bool is_literal = part.kind == TemplatePart::Kind::kLiteral;
      if (at_line_start) {
        const Space space = is_literal ? LeadingSpace(part.text) : Space();
        const bool is_blank =
            is_literal && space.size == part.text.size() && part.text.ends_with('\n');
        if (!is_blank) {
          common = std::min(common, space.characters);
          if (is_literal) lines.push_back(&part);
        }
      }
      at_line_start = is_literal && part.text.ends_with('\n');
    }
    for (TemplatePart* line : lines) Unindent(line->text, common);
  }
  return AssembleTemplate(std::move(parts), Cover(open.range, close));
}

ExpressionPtr HclExpressionParser::ParseBareTemplate() {
  TemplateParts parts;
  Range close;
  const std::size_t before = diagnostics_.size();
  const std::uint32_t begin = lexer_.offset();
  // No line equals a marker that has a newline in it.
  if (!ReadParts([&] { return lexer_.NextHeredocPiece("\n"); }, /*has_escapes=*/false, parts,
                 close) &&
      diagnostics_.size() > before) {
    return nullptr;
  }
  return AssembleTemplate(std::move(parts), {begin, close.end});
}

bool HclExpressionParser::ParsePlainString(std::string& value) {
  const Token open = lexer_.Next(Newlines::kAreTokens);
  while (true) {
    const auto [piece, range] = lexer_.NextQuotedPiece();
    switch (piece) {
      case Piece::kClose:
        return true;
      case Piece::kLiteral:
        if (!Unescape(range, /*has_escapes=*/true, value)) return false;
        break;
      case Piece::kUnclosed:
        Report(Cover(open.range, range), "Unterminated string",
               "A string ends with a quote on the line where it began.");
        return false;
      case Piece::kInterpolation:
      case Piece::kDirective:
        Report(range, "Invalid string literal",
               fmt::format("A label is plain text; write {0}{1} for {1}.",
                           piece == Piece::kInterpolation ? "$" : "%", lexer_.Text(range)));
        return false;
    }
  }
}

ExpressionPtr HclExpressionParser::AssembleTemplate(TemplateParts parts, Range range) {
  using Kind = TemplatePart::Kind;
  const auto is_literal = [](const TemplatePart& part) { return part.kind == Kind::kLiteral; };
  if (std::ranges::all_of(parts, is_literal)) {
    std::string text;
    for (TemplatePart& part : parts) text += part.text;
    return MakeExpression(range, Literal{Value(NormalFormC(std::move(text)))});
  }
  Template result;
  result.is_wrapper = parts.size() == 1 && parts.front().kind == Kind::kInterpolation;
  std::size_t at = 0;
  if (!AssembleUntil(parts, at, nullptr, result.parts)) return nullptr;
  return MakeExpression(range, std::move(result));
}

// Puts parts[at...] into `out` up to the end, or to what ends or divides `opening`.
bool HclExpressionParser::AssembleUntil(TemplateParts& parts, std::size_t& at,
                                        const TemplatePart* opening,
                                        std::vector<ExpressionPtr>& out) {
  using Kind = TemplatePart::Kind;
  for (; at < parts.size(); ++at) {
    TemplatePart& part = parts[at];
    switch (part.kind) {
      case Kind::kLiteral:
        out.push_back(
            MakeExpression(part.range, Literal{Value(NormalFormC(std::move(part.text)))}));
        break;
      case Kind::kInterpolation:
        out.push_back(std::move(part.expression));
        break;
      case Kind::kIf:
      case Kind::kFor: {
        if (!Enter()) return false;
        ExpressionPtr block =
            part.kind == Kind::kIf ? AssembleIf(parts, at) : AssembleFor(parts, at);
        Leave();
        if (!block) return false;
        out.push_back(std::move(block));
        break;
      }
      case Kind::kElse:
      case Kind::kEndIf:
      case Kind::kEndFor: {
        const Kind wanted = part.kind == Kind::kEndFor ? Kind::kFor : Kind::kIf;
        if (opening != nullptr && opening->kind == wanted) return true;
        Report(part.range, "Unexpected template directive",
               "Nothing that this directive ends or divides has been opened before it.");
        return false;
      }
    }
  }
  if (opening == nullptr) return true;
  const bool is_for = opening->kind == Kind::kFor;
  Report(opening->range, "Unclosed template directive",
         fmt::format("%{{ {} }} ends with %{{ {} }}.", is_for ? "for" : "if",
                     is_for ? "endfor" : "endif"));
  return false;
}

ExpressionPtr HclExpressionParser::AssembleIf(TemplateParts& parts, std::size_t& at) {
  const std::size_t opening = at++;
  Template if_true;
  Template if_false;
  if (!AssembleUntil(parts, at, &parts[opening], if_true.parts)) return nullptr;
  const std::size_t divider = at;
  if (parts[at].kind == TemplatePart::Kind::kElse) {
    ++at;
    if (!AssembleUntil(parts, at, &parts[opening], if_false.parts)) return nullptr;
    if (parts[at].kind == TemplatePart::Kind::kElse) {
      Report(parts[at].range, "Unexpected template directive", "There is an %{ else } already.");
      return nullptr;
    }
  }
  const Range true_range{parts[opening].range.end, parts[divider].range.begin};
  const std::uint32_t end = parts[at].range.begin;
  const Range false_range{divider == at ? end : parts[divider].range.end, end};
  const Range range = Cover(parts[opening].range, parts[at].range);
  return MakeExpression(range, Conditional{std::move(parts[opening].expression),
                                           MakeExpression(true_range, std::move(if_true)),
                                           MakeExpression(false_range, std::move(if_false))});
}

ExpressionPtr HclExpressionParser::AssembleFor(TemplateParts& parts, std::size_t& at) {
  const std::size_t opening = at++;
  Template body;
  if (!AssembleUntil(parts, at, &parts[opening], body.parts)) return nullptr;
  TemplatePart& part = parts[opening];
  const Range range = Cover(part.range, parts[at].range);
  const Range inner{part.range.end, parts[at].range.begin};
  return MakeExpression(
      range, Joined{MakeExpression(range, For{.key_variable = std::move(part.key_variable),
                                              .value_variable = std::move(part.value_variable),
                                              .collection = std::move(part.expression),
                                              .key = nullptr,
                                              .value = MakeExpression(inner, std::move(body)),
                                              .condition = nullptr})});
}

}  // namespace deltaplan::tfvars
