# Compiler, warnings, sanitizers, cache and linker, for every target alike.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)

option(PITWALL_PURE_ONLY "Build only the folders without I/O and coroutines" OFF)
option(PITWALL_FUZZ "Build the libFuzzer targets" OFF)
set(PITWALL_SANITIZE "" CACHE STRING "Comma-separated list for -fsanitize=")

add_library(pitwall_options INTERFACE)
target_include_directories(pitwall_options INTERFACE "${CMAKE_SOURCE_DIR}/src"
                                                     "${CMAKE_SOURCE_DIR}")
target_compile_options(
  pitwall_options
  INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual
            -Wimplicit-fallthrough -Werror -fno-omit-frame-pointer -fstack-protector-strong -fPIE)
target_link_options(pitwall_options INTERFACE -pie)
# Assertions of the standard library stay on in every build, like our own.
target_compile_definitions(pitwall_options INTERFACE _GLIBCXX_ASSERTIONS)

set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1")

if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  if(CMAKE_CXX_COMPILER_VERSION VERSION_LESS 19)
    message(FATAL_ERROR "Pitwall is built with clang 19 or newer; ./dev build installs it.")
  endif()
  target_link_options(pitwall_options INTERFACE -fuse-ld=lld-19)
  # The compiler cache knows a precompiled header again only without its timestamp.
  set(PITWALL_PCH_FLAGS -Xclang -fno-pch-timestamp)
  set(pch CMakeFiles/pitwall_pch.dir/cmake_pch.hxx)
  set(CMAKE_CXX_COMPILE_OPTIONS_USE_PCH -Xclang -include-pch -Xclang ${pch}.pch -Xclang -include
                                        -Xclang ${pch})
  set(CMAKE_CXX_COMPILE_OPTIONS_CREATE_PCH -Xclang -emit-pch -Xclang -include -Xclang ${pch} -x
                                           c++-header)
elseif(NOT PITWALL_PURE_ONLY)
  message(FATAL_ERROR "This compiler builds the pure part only: cmake --preset gcc")
endif()

if(PITWALL_SANITIZE)
  target_compile_options(pitwall_options INTERFACE -fsanitize=${PITWALL_SANITIZE}
                                                   -fno-sanitize-recover=all)
  target_link_options(pitwall_options INTERFACE -fsanitize=${PITWALL_SANITIZE})
  if(PITWALL_SANITIZE MATCHES "address" AND NOT PITWALL_FUZZ)
    # Null pointers end the program under the address sanitizer anyway, and pointers that are
    # misaligned or of a wrong dynamic type are looked for by the fuzzers' build: these three checks
    # are a third of the code.
    target_compile_options(pitwall_options INTERFACE -fno-sanitize=null,alignment,vptr)
  endif()
endif()
if(PITWALL_FUZZ)
  set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g1") # what runs for minutes is worth the longer build
  target_compile_options(pitwall_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

# The cache's settings travel with every compile command: an environment set while configuring is
# gone by the time ninja runs. A precompiled header is cached only with this sloppiness. It holds the
# absolute path of its source, so no checkout may be given another one's: each folder is a namespace.
find_program(PITWALL_CCACHE ccache)
if(PITWALL_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      env "CCACHE_NAMESPACE=${CMAKE_SOURCE_DIR}" CCACHE_NOHASHDIR=1
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      "${PITWALL_CCACHE}")
endif()

find_package(fmt REQUIRED)
