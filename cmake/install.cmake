# What `cmake --install` puts below its prefix.
include(GNUInstallDirs)
set(data ${CMAKE_INSTALL_DATADIR}/deltaplan)

install(TARGETS deltaplan RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})

# For those who read our documents or write a configuration; the strict schemas are for our tests only.
install(FILES
    docs/schema/affects.schema.json
    docs/schema/audit.schema.json
    docs/schema/check.schema.json
    docs/schema/deltaplan.schema.json
    docs/schema/graph.schema.json
    docs/schema/images.schema.json
    docs/schema/parameters.schema.json
    docs/schema/plan.schema.json
    docs/schema/release.schema.json
    docs/schema/release_build.schema.json
    docs/schema/release_check.schema.json
    docs/schema/release_state.schema.json
    docs/schema/releases.schema.json
    docs/schema/review.schema.json
    docs/schema/status.schema.json
    docs/schema/tag_record.schema.json
    docs/schema/tags.schema.json
    docs/schema/targets.schema.json
    docs/schema/targets_file.schema.json
    docs/schema/why.schema.json
  DESTINATION ${data}/schema)

# To be copied into a repository; the names of the project are in its deltaplan.json.
install(PROGRAMS scripts/deploy.sh scripts/post-comment DESTINATION ${data}/scripts)

# What help, messages and the starts of `ci` name: docs/ci.md is ${CMAKE_INSTALL_DOCDIR}/docs/ci.md.
install(FILES CHANGELOG.md CONTRIBUTING.md LICENSE README.md SECURITY.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR} USE_SOURCE_PERMISSIONS PATTERN strict EXCLUDE)

if(NOT CMAKE_CROSSCOMPILING)
  set(texts ${PROJECT_BINARY_DIR}/texts)
  install(FILES ${texts}/deltaplan.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
  install(FILES ${texts}/deltaplan DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
  install(FILES ${texts}/_deltaplan DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
  install(FILES ${texts}/deltaplan.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
endif()
