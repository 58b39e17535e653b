# pitwall_module(NAME LINKS a b ... [EDGE] [LIBRARIES x y ...])
#
# EDGE is said of what has the event loop or threads: its tests also run under the thread sanitizer.
#
# One folder, one static library pitwall_NAME with exactly these links. Beside the sources of a
# unit stand its test (unit_test.cc, all of a folder's tests in one program NAME_test) and, where
# it parses what comes from outside, its fuzzer (unit_fuzz.cc, a program each).

add_library(pitwall_pch STATIC "${CMAKE_SOURCE_DIR}/cmake/pch.cc")
target_link_libraries(pitwall_pch PUBLIC pitwall_options fmt::fmt)
# What nearly every file needs and what never changes: the standard library and fmt only. They are
# listed here, not in a header of ours, so that no path of this checkout gets into the cache's key.
target_precompile_headers(
  pitwall_pch
  PRIVATE
  <fmt/format.h>
  <algorithm>
  <array>
  <chrono>
  <compare>
  <cstdint>
  <cstring>
  <functional>
  <map>
  <memory>
  <optional>
  <set>
  <span>
  <string>
  <string_view>
  <tuple>
  <type_traits>
  <utility>
  <variant>
  <vector>)
target_compile_options(pitwall_pch PRIVATE ${PITWALL_PCH_FLAGS})

function(pitwall_use_pch target)
  target_link_libraries(${target} PUBLIC pitwall_options fmt::fmt)
  target_compile_options(${target} PRIVATE ${PITWALL_PCH_FLAGS})
  target_precompile_headers(${target} REUSE_FROM pitwall_pch)
endfunction()

# doctest's own main, compiled once for all test programs: it takes two seconds.
add_library(pitwall_test_main OBJECT "${CMAKE_SOURCE_DIR}/cmake/doctest_main.cc")
pitwall_use_pch(pitwall_test_main)

# All programs of unit tests, and nothing else: what the sanitizers' stages build.
add_custom_target(unit_tests)

function(pitwall_test target)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;LINKS" ${ARGN})
  add_executable(${target} ${ARG_SOURCES} $<TARGET_OBJECTS:pitwall_test_main>)
  pitwall_use_pch(${target})
  target_link_libraries(${target} PRIVATE ${ARG_LINKS})
  add_dependencies(unit_tests ${target})
  add_test(NAME ${target} COMMAND ${target} WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}")
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 600) # for the slowest build, under a sanitizer, on a busy machine
  endif()
  set_tests_properties(${target} PROPERTIES TIMEOUT ${ARG_TIMEOUT})
endfunction()

# The tests in which another thread, or the event loop, has a hand: `./dev test tsan` builds and runs
# these alone.
add_custom_target(edge_tests)
function(pitwall_edge_test target)
  set_tests_properties(${target} PROPERTIES LABELS edge)
  add_dependencies(edge_tests ${target})
endfunction()

function(pitwall_module name)
  cmake_parse_arguments(ARG "EDGE" "" "LINKS;LIBRARIES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "*.cc")
  set(tests ${sources})
  set(fuzzers ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  list(FILTER fuzzers INCLUDE REGEX "_fuzz\\.cc$")
  list(FILTER sources EXCLUDE REGEX "(_(test|fuzz)|/main)\\.cc$")

  list(TRANSFORM ARG_LINKS PREPEND pitwall_)
  add_library(pitwall_${name} STATIC ${sources})
  pitwall_use_pch(pitwall_${name})
  target_link_libraries(pitwall_${name} PUBLIC ${ARG_LINKS} ${ARG_LIBRARIES})

  if(tests)
    pitwall_test(${name}_test SOURCES ${tests} LINKS pitwall_${name})
    if(ARG_EDGE)
      pitwall_edge_test(${name}_test)
    endif()
  endif()
  if(PITWALL_FUZZ)
    foreach(source IN LISTS fuzzers)
      get_filename_component(program "${source}" NAME_WE)
      add_executable(${program} "${source}")
      pitwall_use_pch(${program})
      target_link_libraries(${program} PRIVATE pitwall_${name})
      target_link_options(${program} PRIVATE -fsanitize=fuzzer)
    endforeach()
  endif()
endfunction()
