// What the page has of its own: its style and its script. It is whole without both. Why without a
// library: docs/decisions/html-page.md.
#ifndef DELTAPLAN_PLANNER_REPORT_PAGE_ASSETS_H_
#define DELTAPLAN_PLANNER_REPORT_PAGE_ASSETS_H_

#include <string>
#include <string_view>

namespace deltaplan::planner {

/// Both colour schemes, narrow windows, paper.
extern const std::string_view kPageStyle;
/// Filters the inventory, and goes to the service that the address names. It fetches nothing.
extern const std::string_view kPageScript;

/// The content security policy of a page with these two blocks and nothing else: no network, no
/// other script or style, whatever stands in names. Source: w3.org/TR/CSP3.
std::string PagePolicy();

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_PAGE_ASSETS_H_
