// Command cluster says of each object on stdin whether an API server would take it: decoded
// strictly, filled with defaults and validated by the code that Kubernetes itself does this with.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer/json"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/apis/apps"
	_ "k8s.io/kubernetes/pkg/apis/apps/install"
	ofapps "k8s.io/kubernetes/pkg/apis/apps/validation"
	"k8s.io/kubernetes/pkg/apis/core"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	ofcore "k8s.io/kubernetes/pkg/apis/core/validation"
	"k8s.io/kubernetes/pkg/apis/policy"
	_ "k8s.io/kubernetes/pkg/apis/policy/install"
	ofpolicy "k8s.io/kubernetes/pkg/apis/policy/validation"
)

var scheme = legacyscheme.Scheme

func main() {
	wrong := false
	documents := yaml.NewYAMLReader(bufio.NewReader(os.Stdin))
	for {
		document, end := documents.Read()
		if errors.Is(end, io.EOF) {
			break
		}
		if end != nil {
			fmt.Println(end)
			os.Exit(2)
		}
		kind, problem := check(document)
		wrong = wrong || problem != nil
		fmt.Println(kind, problem)
	}
	if wrong {
		os.Exit(1)
	}
}

func check(document []byte) (string, error) {
	options := json.SerializerOptions{Yaml: true, Strict: true}
	strict := json.NewSerializerWithOptions(json.DefaultMetaFactory, scheme, scheme, options)
	given, kind, problem := strict.Decode(document, nil, nil)
	if problem != nil {
		return "?", problem
	}
	scheme.Default(given)
	object, problem := scheme.ConvertToVersion(given, runtime.InternalGroupVersioner)
	if problem != nil {
		return kind.Kind, problem
	}
	return kind.Kind, validate(object).ToAggregate()
}

// Every object is given a namespace first, as whoever applies it does.
func validate(object runtime.Object) field.ErrorList {
	switch one := object.(type) {
	case *apps.Deployment:
		one.Namespace = "default"
		return ofapps.ValidateDeployment(one, ofcore.PodValidationOptions{})
	case *core.Service:
		one.Namespace = "default"
		return ofcore.ValidateServiceCreate(one)
	case *core.ConfigMap:
		one.Namespace = "default"
		return ofcore.ValidateConfigMap(one)
	case *policy.PodDisruptionBudget:
		one.Namespace = "default"
		return ofpolicy.ValidatePodDisruptionBudget(one, ofpolicy.PodDisruptionBudgetValidationOptions{})
	}
	return field.ErrorList{field.NotSupported(field.NewPath("kind"), fmt.Sprintf("%T", object), []string{})}
}
